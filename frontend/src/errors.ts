import { toast } from "./toasts";

interface Answered extends Event {
  detail: { ctx: { response?: { status: number; headers: Headers }; text?: string; swap?: string } };
}

// A form that was refused (422) or that lost a race (409) answers with what to show in its place.
const shownInPlace = [409, 422];

const sentences: Record<number, string> = {
  403: "You may not do this. Nothing was changed.",
  404: "This no longer exists, or you may not see it. Nothing was changed.",
  413: "That is too large to send. Nothing was changed.",
  429: "Too many requests at once. Wait a minute and try again.",
};

function sentence(status: number, id: string | null): string {
  const known = sentences[status] ?? "The server failed while doing this. What you see is still as it was before; try again.";
  return id ? `${known} Request ${id}.` : known;
}

/** What the server itself says: every error page carries its sentence in one marked element. */
function told(text: string | undefined): string {
  const page = new DOMParser().parseFromString(text ?? "", "text/html");
  return page.querySelector("[data-problem]")?.textContent?.trim() ?? "";
}

export function startErrors(): void {
  document.addEventListener("htmx:response:error", (event) => {
    const { ctx } = (event as Answered).detail;
    const status = ctx.response?.status ?? 0;
    if (shownInPlace.includes(status)) return;
    ctx.swap = "none";
    toast(told(ctx.text) || sentence(status, ctx.response?.headers.get("X-Request-ID") ?? null), "bad");
  });
  document.addEventListener("htmx:error", () => {
    toast("The server could not be reached. What you see may be old; check the connection and try again.", "bad");
  });
}
