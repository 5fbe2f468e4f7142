import { announce, closest, find, remember } from "./dom";

const order = ["auto", "light", "dark"] as const;
type Theme = (typeof order)[number];
const words: Record<Theme, string> = { auto: "as the system", light: "light", dark: "dark" };
const icons: Record<Theme, string> = { auto: "sun-moon", light: "sun", dark: "moon" };

function show(button: HTMLElement, theme: Theme): void {
  const label = `Theme: ${words[theme]}`;
  button.setAttribute("aria-label", label);
  button.title = label;
  const use = find<SVGUseElement>("use", button);
  const href = use?.getAttribute("href");
  if (use && href) use.setAttribute("href", href.replace(/#.*$/, `#${icons[theme]}`));
}

/** auto → light → dark, remembered in a cookie so that the server renders the next page without a flash. */
function next(button: HTMLElement): void {
  const now = order.indexOf((document.documentElement.dataset["theme"] ?? "auto") as Theme);
  const theme = order[(now + 1) % order.length] ?? "auto";
  document.documentElement.dataset["theme"] = theme;
  remember("theme", theme);
  show(button, theme);
  announce(`Theme ${words[theme]}`);
}

export function startTheme(): void {
  document.addEventListener("click", (event) => {
    const button = closest<HTMLElement>(event, "[data-theme-toggle]");
    if (button) next(button);
  });
}
