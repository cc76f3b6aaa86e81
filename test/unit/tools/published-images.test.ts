/** The matrix of `.github/workflows/images.yml`, from a model as `readWritten` gives it. */
import { publishedImages } from "../../../tools/images/published";

const build = (more: object = {}) => ({ context: ".", dockerfile: "Dockerfile", ...more });
const images = (services: object) => publishedImages("shop", { services }, "docker/shop");

test("each build once, named after the first of its services, or after the app where a service is called so", () => {
    const found = images({
        worker: { build: build() },
        api: { build: build() },
        db: { image: "postgres:16" },
        shop: { build: build({ context: "./web", dockerfile: "deploy/Dockerfile" }) },
        docs: { build: build({ context: "../docs" }) },
        tools: { build: build({ target: "tools", args: { VERSION: "7", PRICE: "5$$" } }) },
    });
    expect(found).toEqual([
        { name: "shop-api", app: "shop", context: "docker/shop", file: "docker/shop/Dockerfile", target: "", args: "" },
        {
            name: "shop-docs",
            app: "shop",
            context: "docker/docs",
            file: "docker/docs/Dockerfile",
            target: "",
            args: "",
        },
        {
            name: "shop",
            app: "shop",
            context: "docker/shop/web",
            file: "docker/shop/web/deploy/Dockerfile",
            target: "",
            args: "",
        },
        {
            name: "shop-tools",
            app: "shop",
            context: "docker/shop",
            file: "docker/shop/Dockerfile",
            target: "tools",
            args: "VERSION=7\nPRICE=5$",
        },
    ]);
    expect(images({ db: { image: "postgres:16" } })).toEqual([]);
});

test.each([
    [{ context: "/elsewhere" }, "its context /elsewhere is not in the repository"],
    [{ context: "../../../elsewhere" }, "its context ../../../elsewhere is not in the repository"],
    [{ context: "git@example.com:shop.git" }, "its context git@example.com:shop.git is not in the repository"],
    [{ context: "https://example.com/shop.git" }, "its context https://example.com/shop.git is not in the repository"],
    [{ dockerfile_inline: "FROM scratch" }, "its Dockerfile stands in the Compose file"],
    [{ secrets: [{ source: "TOKEN" }] }, "it needs secrets"],
    [{ ssh: ["default"] }, "it needs secrets"],
    [{ additional_contexts: { other: "../other" } }, "it has other contexts"],
    [{ args: { VERSION: "${VERSION:-7}" } }, "its argument VERSION is a variable"],
    [{ args: { VERSION: null } }, "its argument VERSION is a variable"],
])("refused: %j", (more, what) => {
    expect(() => images({ api: { build: build(more) } })).toThrow(
        `shop: services.api.build: ${what}, so images.yml cannot build it: publish it by a workflow of its own`,
    );
});
