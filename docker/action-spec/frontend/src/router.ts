import { createRouter, createWebHistory } from "vue-router";
import ListPage from "./pages/ListPage.vue";
import NotFoundPage from "./pages/NotFoundPage.vue";
import SpecPage from "./pages/SpecPage.vue";

export const router = createRouter({
    history: createWebHistory(),
    routes: [
        { path: "/", component: ListPage, meta: { title: "All specs" } },
        { path: "/specs/:customer/:environment", component: SpecPage, props: true },
        { path: "/:rest(.*)*", component: NotFoundPage, meta: { title: "Not found" } },
    ],
    scrollBehavior: (_to, _from, saved) => saved ?? { top: 0 },
});

router.afterEach((to, from) => {
    const { customer, environment } = to.params;
    document.title = `${customer ? `${String(customer)} / ${String(environment)}` : String(to.meta.title)} · Specs`;
    // A screen reader must learn that the page changed, and Tab must go on from its top.
    if (from.matched.length && to.path !== from.path) {
        requestAnimationFrame(() => document.querySelector<HTMLElement>("main")?.focus());
    }
});
