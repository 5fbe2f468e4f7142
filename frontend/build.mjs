// Builds the committed assets in src/northing/ui/static/ui from frontend/src. `--check` builds into a temporary
// folder and fails when a byte differs, so that running and testing Northing need no Node.
import { build } from "esbuild";
import { createHash } from "node:crypto";
import { cpSync, mkdirSync, mkdtempSync, readFileSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { gzipSync } from "node:zlib";

const here = dirname(fileURLToPath(import.meta.url));
const target = join(here, "..", "src", "northing", "ui", "static", "ui");
const modules = join(here, "node_modules");
const icons = JSON.parse(readFileSync(join(here, "src", "icons.json"), "utf8"));
const budgets = { "app.css": 35_000, "app.js": 45_000 };
const browsers = ["chrome123", "firefox128", "safari17.5"];

async function bundle(out) {
  await build({
    absWorkingDir: here,
    entryPoints: ["src/app.ts", "src/app.css", "src/no-scripts.css"],
    outdir: out,
    bundle: true,
    minify: true,
    format: "iife",
    target: browsers,
    legalComments: "none",
    external: ["*.woff2"],
    logLevel: "warning",
  });
}

function font(out) {
  const inter = join(modules, "@fontsource-variable", "inter");
  cpSync(join(inter, "files", "inter-latin-wght-normal.woff2"), join(out, "inter.woff2"));
  cpSync(join(inter, "LICENSE"), join(out, "inter.LICENSE.txt"));
}

function symbol(name) {
  const svg = readFileSync(join(modules, "@tabler", "icons", "icons", "outline", `${name}.svg`), "utf8");
  const body = svg.replace(/^[\s\S]*?<svg[^>]*>/, "").replace(/<\/svg>\s*$/, "");
  const shapes = body.replace(/<path stroke="none"[^>]*>/, "").replace(/\s*\n\s*/g, "");
  return `<symbol id="${name}" viewBox="0 0 24 24" fill="none" stroke="currentColor" stroke-width="1.75" ` +
    `stroke-linecap="round" stroke-linejoin="round">${shapes}</symbol>`;
}

function sprite(out) {
  const symbols = [...icons].sort().map(symbol).join("\n");
  writeFileSync(join(out, "icons.svg"), `<svg xmlns="http://www.w3.org/2000/svg">\n${symbols}\n</svg>\n`);
}

async function produce(out) {
  mkdirSync(out, { recursive: true });
  await bundle(out);
  cpSync(join(here, "static"), out, { recursive: true });
  font(out);
  sprite(out);
}

function report(out) {
  let heavy = false;
  for (const [name, limit] of Object.entries(budgets)) {
    const size = gzipSync(readFileSync(join(out, name)), { level: 9 }).length;
    console.log(`${name} ${size} bytes gzipped (limit ${limit})`);
    heavy ||= size > limit;
  }
  return heavy;
}

const digest = (path) => createHash("sha256").update(readFileSync(path)).digest("hex");

function differences(fresh) {
  const committed = new Set(readdirSync(target));
  const names = [...new Set([...committed, ...readdirSync(fresh)])].sort();
  const built = new Set(readdirSync(fresh));
  return names.filter((n) => !committed.has(n) || !built.has(n) || digest(join(target, n)) !== digest(join(fresh, n)));
}

async function check() {
  const fresh = mkdtempSync(join(tmpdir(), "northing-ui-"));
  try {
    await produce(fresh);
    const stale = differences(fresh);
    if (stale.length) console.error(`rebuild with: node frontend/build.mjs (differs: ${stale.join(", ")})`);
    return stale.length > 0 || report(fresh);
  } finally {
    rmSync(fresh, { recursive: true });
  }
}

const failed = process.argv.includes("--check") ? await check() : (await produce(target), report(target));
process.exitCode = failed ? 1 : 0;
