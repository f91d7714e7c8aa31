// Bundles the page into what the wheel ships: one script, one style sheet, the page that holds them, and the licenses of
// what is in them. `npm run build -- FOLDER` writes elsewhere.
import { build } from "esbuild";
import { copyFileSync, existsSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";

const OUT = process.argv[2] ?? "../bot/preview/page/static";
const { metafile } = await build({
  entryPoints: { page: "src/main.tsx" },
  bundle: true,
  minify: true,
  outdir: OUT,
  metafile: true,
  target: "es2022",
  define: { "process.env.NODE_ENV": '"production"' },
  legalComments: "none",
});

const packages = new Set(Object.keys(metafile.inputs).flatMap((path) => /^(?:.*\/)?node_modules\/((?:@[^/]+\/)?[^/]+)\//.exec(path)?.[1] ?? []));
const notices = [...packages].sort().map((name) => {
  const folder = join("node_modules", name);
  const { version, license } = JSON.parse(readFileSync(join(folder, "package.json"), "utf8"));
  const file = readdirSync(folder).find((one) => /^licen[cs]e/i.test(one));
  const text = file && existsSync(join(folder, file)) ? readFileSync(join(folder, file), "utf8").trim() : "";
  return `${name} ${version} (${license})\n\n${text}`.trim();
});
writeFileSync(join(OUT, "page.licenses.txt"), `${notices.join(`\n\n${"-".repeat(80)}\n\n`)}\n`);
copyFileSync("index.html", join(OUT, "index.html"));
