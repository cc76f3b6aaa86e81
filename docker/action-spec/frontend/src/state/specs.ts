/** The list of specs, kept between pages so that going back is immediate. */
import { ref } from "vue";
import { api, asProblem, type Problem, type SpecPlace } from "../api";
import { refreshConfig } from "./config";

export const specs = ref<SpecPlace[]>();
export const truncated = ref(false);
export const listProblem = ref<Problem>();
export const listLoading = ref(false);

export async function loadSpecs(): Promise<void> {
    listLoading.value = true;
    try {
        const answer = await api.list();
        specs.value = answer.specs;
        truncated.value = answer.truncated;
        listProblem.value = undefined;
    } catch (error) {
        listProblem.value = asProblem(error);
    } finally {
        listLoading.value = false;
        void refreshConfig();
    }
}

/** The same customer's specs first by name, then by environment in the order things are promoted. */
const ORDER = ["dev", "test", "qa", "stg", "staging", "uat", "prod"];

export function grouped(list: SpecPlace[], search: string): { customer: string; specs: SpecPlace[] }[] {
    const words = search.toLowerCase().split(/\s+/).filter(Boolean);
    const groups = new Map<string, SpecPlace[]>();
    for (const spec of list) {
        const name = `${spec.customer}/${spec.environment}`.toLowerCase();
        if (words.every((word) => name.includes(word))) {
            groups.set(spec.customer, [...(groups.get(spec.customer) ?? []), spec]);
        }
    }
    const rank = (spec: SpecPlace): number => (ORDER.indexOf(spec.environment) + ORDER.length + 1) % (ORDER.length + 1);
    return [...groups].map(([customer, members]) => ({
        customer,
        specs: members.sort((a, b) => rank(a) - rank(b) || a.environment.localeCompare(b.environment)),
    }));
}
