// SPDX-License-Identifier: Apache-2.0
import {readFile} from 'node:fs/promises';
import type {Plugin} from 'esbuild';

/** Modules of oclif's plugin search, help and config files: our own dispatch (src/cli/main.ts) never reaches them. */
const UNREACHED_PACKAGES =
  /^(ejs|lilconfig|tinyglobby|minimatch|get-package-type|wsl-utils|clean-stack|debug|ansi-escapes|cli-spinners)$/;
const UNREACHED_FILES =
  /(^|\/)(config|config\/config|plugin-loader|ts-path|module-loader|help|help\/index|read-pjson|read-tsconfig|main|execute|list)$/;

/**
 * Makes @oclif/core cheap to load: each `require` of its files runs when its result is first used, and what is never
 * used is left out. docs/decisions/002-start-up.md has the measurements.
 */
export function slimOclif(): Plugin {
  return {
    name: 'slim-oclif',
    setup(build) {
      build.onResolve({filter: UNREACHED_PACKAGES}, ({path, importer}) =>
        importer.includes('@oclif/core') ? {path, namespace: 'unreached'} : undefined,
      );
      build.onResolve({filter: UNREACHED_FILES}, ({path, importer}) =>
        importer.includes('@oclif/core') && path.startsWith('.') ? {path, namespace: 'unreached'} : undefined,
      );
      build.onLoad({filter: /.*/, namespace: 'unreached'}, ({path}) => ({contents: unreached(path)}));
      build.onLoad({filter: /@oclif\/core\/lib\/.*\.js$/}, async ({path}) => ({
        contents: withLazyRequires(await readFile(path, 'utf8')),
        loader: 'js',
      }));
    },
  };
}

function unreached(path: string): string {
  const message = JSON.stringify(`${path} is not part of this build (scripts/esbuild/slim-oclif.ts)`);
  return `module.exports = new Proxy({}, {get(_, key) { if (key === '__esModule') return true; throw new Error(${message}); }});`;
}

const REQUIRED =
  /^const (\w+_\d+|Errors|Parser) = ((?:__importDefault|__importStar)\(require\("[^"]+"\)\)|require\("[^"]+"\));$/gm;

/** TypeScript's CommonJS output names each required module once and uses it as `name_1.member`. */
function withLazyRequires(source: string): string {
  const modules: [name: string, load: string][] = [];
  const declared = source.replace(REQUIRED, (_, name: string, load: string) => {
    modules.push([name, load]);
    return `let __lazy_${name};`;
  });
  return modules.reduce(
    (text, [name, load]) =>
      text.replace(new RegExp(`(?<![.\\w$])${name}(?![\\w$])`, 'g'), `(__lazy_${name} ??= ${load})`),
    declared,
  );
}
