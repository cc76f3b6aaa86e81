"""
What runs on an EC2 host of Slipway's target ec2-compose: it makes releases, starts apps at boot and removes them.

It comes with each release's bundle, so it always is as new as the release. Python 3.9 and its standard library are all
that Amazon Linux 2023 is sure to have, and all that is used here.

Where things lie (everything but /run survives the instance, on the encrypted data volume):

    /var/lib/slipway/docker                         Docker's data: images, named volumes, what it writes of containers
    /var/lib/slipway/apps/<app>/releases/<id>/      a bundle: release.json, compose.json, host/; and ports.json
    /var/lib/slipway/apps/<app>/current             link to the release that serves: moving it is the instant of truth
    /var/lib/slipway/apps/<app>/colours.json        the app's two rows of ports
    /var/lib/slipway/apps/<app>/lock                held, by the kernel, while the app is released or started
    /var/lib/slipway/proxy/                         Caddy's certificates, its configuration at a start, and marks:
                                                    green/<app> or blue/<app>
    /run/slipway/<app>/<id>/                        in memory: secrets.json and the Compose files with secrets, 0600
"""
