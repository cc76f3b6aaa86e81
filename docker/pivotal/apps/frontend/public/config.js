// For development; the image serves what nginx/30-runtime-config.sh writes.
window.PIVOTAL = { apiBaseUrl: "/api/v1", environment: "development" };
