"use strict";

// Finds pods while typing. Without this script the list is simply whole.
const find = document.getElementById("find");
if (find) {
    const cards = [...document.querySelectorAll("#pods > li")];
    const none = document.getElementById("none");
    find.hidden = false;
    find.addEventListener("input", () => {
        const words = find.value.toLowerCase().split(/\s+/).filter(Boolean);
        for (const card of cards) {
            const text = card.dataset.words.toLowerCase();
            card.hidden = !words.every((word) => text.includes(word));
        }
        none.hidden = cards.some((card) => !card.hidden);
    });
}

// A second click must not save or deploy twice. After the event, so that the pressed button's value is still sent.
for (const form of document.querySelectorAll("form")) {
    form.addEventListener("submit", () => {
        setTimeout(() => {
            for (const button of form.querySelectorAll("button")) button.disabled = true;
        });
    });
}
// Back to a page that the browser kept: its buttons work again.
addEventListener("pageshow", () => {
    for (const button of document.querySelectorAll("button")) button.disabled = false;
});
