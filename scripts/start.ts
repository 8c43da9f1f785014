// SPDX-License-Identifier: Apache-2.0
// npm start: the main job with no cluster at hand. Renders the default profile to a file, says what is in it and what to run next.
import {spawnSync} from 'node:child_process';
import {mkdirSync, writeFileSync} from 'node:fs';

const FILE = 'out/istio-default.yaml';

const {stdout, stderr, status} = spawnSync(process.execPath, ['bin/run.js', 'manifest', 'generate', '--stats'], {
  encoding: 'utf8',
  maxBuffer: 2 ** 26,
});
if (status !== 0) {
  process.stderr.write(stderr);
  process.exit(status ?? 1);
}
mkdirSync('out', {recursive: true});
writeFileSync(FILE, stdout);
console.log(`The manifests of the default profile are in ${FILE}:\n\n${stderr.trimEnd()}\n
What to run next:
  node bin/run.js profile list -o wide                 what other profiles are for
  node bin/run.js manifest diff default demo           what the demo profile changes
  node bin/run.js install --set profile=default        put it on the cluster of your kubeconfig
  node bin/run.js --help                               everything else
  npm link                                             have it as \`istioctl\` on your PATH`);
