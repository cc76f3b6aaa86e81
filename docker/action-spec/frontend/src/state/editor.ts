/** One open spec: the text as it is on the branch, the text as edited, and what differs. */
import { computed, ref } from "vue";
import { api, asProblem, type Commit, Problem, type SaveMode, type Saved, type Spec } from "../api";
import { countsOf, diffOf } from "../spec/diff";
import { parse, sectionsOf, type Value, withValue } from "../spec/document";
import { issuesOf } from "../spec/validate";
import { refreshConfig } from "./config";

export function useEditor(customer: string, environment: string) {
    const spec = ref<Spec>();
    const text = ref("");
    const loading = ref(true);
    const loadProblem = ref<Problem>();
    const commits = ref<Commit[]>();

    const parsed = computed(() => parse(text.value));
    const sections = computed(() => (parsed.value.error ? [] : sectionsOf(parsed.value.document, rules.value)));
    const rules = computed(() => spec.value?.fields ?? []);
    const issues = computed(() => (spec.value ? issuesOf(text.value, rules.value) : []));
    const diff = computed(() => diffOf(spec.value?.text ?? "", text.value));
    const counts = computed(() => countsOf(diff.value));
    const dirty = computed(() => spec.value !== undefined && text.value !== spec.value.text);

    async function load(): Promise<void> {
        loading.value = true;
        loadProblem.value = undefined;
        try {
            spec.value = await api.read(customer, environment);
            text.value = spec.value.text;
            void loadHistory();
        } catch (error) {
            loadProblem.value = asProblem(error);
        } finally {
            loading.value = false;
            void refreshConfig();
        }
    }

    async function loadHistory(): Promise<void> {
        // The history is an extra: without it the spec can be edited all the same.
        commits.value = (await api.history(customer, environment).catch(() => ({ commits: [] }))).commits;
    }

    function set(path: string, value: Value): void {
        text.value = withValue(text.value, path, value);
    }

    function discard(): void {
        text.value = spec.value?.text ?? "";
    }

    async function save(mode: SaveMode, message: string): Promise<Saved> {
        if (!spec.value) throw new Problem("unexpected", "No spec is open.", "Reload the page.");
        const saved = await api.save(customer, environment, {
            text: text.value,
            sha: spec.value.sha,
            message,
            mode,
        });
        // A commit is the new state of the branch; a pull request leaves the branch as it was.
        if (mode === "commit" && saved.sha) {
            spec.value = { ...spec.value, sha: saved.sha, text: text.value, issues: [] };
            void loadHistory();
        } else {
            discard();
        }
        return saved;
    }

    /** After a conflict: the edit stays, and is now compared with what is on the branch. */
    function rebase(current: { text: string; sha: string }): void {
        if (spec.value) spec.value = { ...spec.value, ...current };
    }

    return {
        spec, text, loading, loadProblem, commits, parsed, sections, issues, diff, counts, dirty,
        load, set, discard, save, rebase,
    };
}

export type Editor = ReturnType<typeof useEditor>;
