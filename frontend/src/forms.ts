import { closest, find } from "./dom";

interface Requested extends Event {
  detail: { ctx: { request: { headers: Record<string, string> } } };
}

/** Every htmx request carries the token of the page; a slider shows its value while it moves. */
export function startForms(): void {
  document.addEventListener("htmx:config:request", (event) => {
    const token = find<HTMLMetaElement>('meta[name="csrf-token"]')?.content;
    if (token) (event as Requested).detail.ctx.request.headers["X-CSRFToken"] = token;
  });
  document.addEventListener("input", (event) => {
    const slider = closest<HTMLInputElement>(event, ".slider input[type=range]");
    const output = slider && find<HTMLOutputElement>("output", slider.closest(".slider") ?? document);
    if (slider && output) output.value = slider.value + (output.dataset["unit"] ?? "");
  });
  document.addEventListener("change", (event) => {
    closest<HTMLSelectElement>(event, "select[data-submit]")?.form?.requestSubmit();
  });
  find<HTMLElement>(".summary-errors")?.focus();
}
