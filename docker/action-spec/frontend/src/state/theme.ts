/** Light, dark, or as the system says; remembered on this device. */
import { ref, watchEffect } from "vue";

export const THEMES = ["system", "light", "dark"] as const;
export type Theme = (typeof THEMES)[number];

const KEY = "action-spec-theme";

function stored(): Theme {
    try {
        return THEMES.find((theme) => theme === localStorage.getItem(KEY)) ?? "system";
    } catch {
        return "system"; // storage can be forbidden
    }
}

export const theme = ref<Theme>(stored());

watchEffect(() => {
    if (theme.value === "system") delete document.documentElement.dataset.theme;
    else document.documentElement.dataset.theme = theme.value;
    try {
        localStorage.setItem(KEY, theme.value);
    } catch {
        // then it holds for this visit only
    }
});
