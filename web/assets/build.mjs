// Build the browser's files into web/static (hashed names, manifest.json) and the PDF fonts into build/fonts.
import { createHash } from "node:crypto";
import { copyFileSync, mkdirSync, readdirSync, readFileSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { basename, extname, join } from "node:path";
import { build } from "esbuild";

const target = "web/static";
const fresh = "build/static"; // built aside, so that a running server never sees half a folder
const manifest = {};

rmSync(fresh, { recursive: true, force: true });
mkdirSync(fresh, { recursive: true });

const PUBLIC = ["site.css", "site.js", "portal.css", "portal.js", "finding.css", "finding.js"];
// Parts of Bootstrap that no page uses; whoever needs one takes it off this list.
const UNUSED = /^(\.was-validated )?\.(accordion|breadcrumb|bs-popover|bs-tooltip|btn-close|btn-group|card|carousel|dropdown|dropend|dropstart|dropup|form-floating|form-range|form-switch|input-group|list-group|modal|nav|navbar|offcanvas|page|pagination|placeholder|popover|ratio|spinner|toast|tooltip)(?![a-z])/;
const lean = {
  name: "lean",
  setup: ({ onLoad }) =>
    onLoad({ filter: /bootstrap\/dist\/css\/bootstrap\.css$/ }, ({ path }) => ({
      loader: "css",
      contents: readFileSync(path, "utf8").replace(/^(\.[^{}@]+)\{[^{}]*\}\n/gm, (rule, selectors) =>
        selectors.split(",").every((one) => UNUSED.test(one.trim())) ? "" : rule),
    })),
};

const entries = readdirSync("web/assets/entries");
async function bundle(names, target) {
  const made = await build({
    entryPoints: names.map((name) => `web/assets/entries/${name}`),
    outdir: fresh,
    entryNames: "[name]-[hash]",
    assetNames: "[name]-[hash]",
    bundle: true,
    minify: true,
    metafile: true,
    charset: "utf8",
    legalComments: "none",
    loader: { ".woff": "file", ".woff2": "file", ".ttf": "file", ".eot": "file", ".svg": "file" },
    plugins: [lean],
    target,
  });
  for (const [path, output] of Object.entries(made.metafile.outputs))
    if (output.entryPoint) manifest[basename(output.entryPoint)] = basename(path);
}
await bundle(PUBLIC, ["es2017", "chrome80", "firefox78", "safari13"]);
await bundle(entries.filter((name) => !PUBLIC.includes(name)), ["es2022"]);

function keep(name, content) {
  const hash = createHash("sha256").update(content).digest("hex").slice(0, 8);
  const hashed = `${basename(name, extname(name))}-${hash}${extname(name)}`;
  writeFileSync(join(fresh, hashed), content);
  manifest[name] = hashed;
}

const withoutNotes = (path) => readFileSync(join("web", path), "utf8").replace(/\{#[^]*?#\}/g, "");

// An icon is used where a template or view says icon("name") or icon_name="name"; data chooses from icons.txt.
const sources = readdirSync("web", { recursive: true }).filter((path) => /\.(html|py)$/.test(path));
const used = new Set(readFileSync("web/assets/icons.txt", "utf8").split(/\s+/).filter(Boolean));
for (const path of sources)
  for (const [, name] of withoutNotes(path).matchAll(/icon(?:_name)?(?:\(|=|["']:)\s*["']([a-z0-9-]+)["']/g))
    used.add(name);
const symbols = [...used].sort().map((name) => {
  const svg = readFileSync(`node_modules/bootstrap-icons/icons/${name}.svg`, "utf8");
  return `<symbol id="${name}" viewBox="0 0 16 16">${svg.replace(/^<svg[^>]*>|<\/svg>\s*$/g, "")}</symbol>`;
});
keep("icons.svg", `<svg xmlns="http://www.w3.org/2000/svg">${symbols.join("")}</svg>\n`);
for (const name of readdirSync("web/assets/images")) keep(name, readFileSync(join("web/assets/images", name)));

writeFileSync(join(fresh, "manifest.json"), JSON.stringify(manifest, null, 2) + "\n");
rmSync(target, { recursive: true, force: true });
renameSync(fresh, target);

mkdirSync("build/fonts", { recursive: true });
for (const [family, file] of [["serif", "400Regular/NotoSerifSC_400Regular"], ["serif", "700Bold/NotoSerifSC_700Bold"], ["sans", "400Regular/NotoSansSC_400Regular"]])
  copyFileSync(`node_modules/@expo-google-fonts/noto-${family}-sc/${file}.ttf`, `build/fonts/${basename(file).replace(/_\d+/, "-")}.ttf`);
for (const family of ["serif", "sans"]) copyFileSync(`node_modules/@expo-google-fonts/noto-${family}-sc/LICENSE_FONT`, `build/fonts/OFL-${family}.txt`);
