/** The backend's settings and health, shared by the whole page and asked again after trouble. */
import { readonly, ref } from "vue";
import { api, asProblem, type Config, type Problem } from "../api";

const config = ref<Config>();
const problem = ref<Problem>();

export async function refreshConfig(): Promise<void> {
    try {
        config.value = await api.config();
        problem.value = undefined;
    } catch (error) {
        problem.value = asProblem(error);
    }
}

export const useConfig = () => ({ config: readonly(config), problem: readonly(problem) });
