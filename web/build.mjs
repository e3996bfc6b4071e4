// Builds the page's script, and gathers the licences of all that is in it.

import { readFileSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { build } from "esbuild";

const here = dirname(fileURLToPath(import.meta.url));
const built = join(here, "../lint/genelint/service/pages/built");

rmSync(built, { recursive: true, force: true });
const { metafile } = await build({
  absWorkingDir: here,
  entryPoints: ["src/page.js"],
  outdir: built,
  bundle: true,
  minify: true,
  format: "iife",
  target: ["chrome115", "firefox115", "safari16.4"],
  legalComments: "none", // the licences are in a file of their own
  charset: "ascii",
  metafile: true,
});

const packages = new Set();
for (const input of Object.keys(metafile.inputs)) {
  const name = input.match(/^node_modules\/((?:@[^/]+\/)?[^/]+)\//)?.[1];
  if (name) packages.add(name);
  else if (!input.startsWith("src/")) throw new Error(`${input} is neither ours nor of a package`);
}

const texts = [...packages].sort().map((name) => {
  const folder = join(here, "node_modules", name);
  const { version, license } = JSON.parse(readFileSync(join(folder, "package.json"), "utf8"));
  const file = readdirSync(folder).find((entry) => /^licen[cs]e/i.test(entry));
  if (!file || !license) throw new Error(`${name} comes without a licence`);
  return `${name} ${version} (${license})\n\n${readFileSync(join(folder, file), "utf8").trim()}\n`;
});
writeFileSync(
  join(built, "licences.txt"),
  `The page's script holds these packages, under these licences.\n\n${texts.join(`\n${"-".repeat(72)}\n\n`)}`,
);
for (const file of readdirSync(built)) console.log(file, readFileSync(join(built, file)).length);
