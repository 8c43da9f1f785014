// SPDX-License-Identifier: Apache-2.0
import {readFileSync} from 'node:fs';
import {describe, expect, test} from 'vitest';
import type {Run} from '../../support/run.js';
import {Batch} from './run-all.js';

interface Flag {
  type: 'boolean' | 'option';
  helpGroup?: string;
  helpValue?: string;
  options?: string[];
}

interface Command {
  id: string;
  hidden?: boolean;
  group?: boolean;
  args: Record<string, {required?: boolean}>;
  flags: Record<string, Flag>;
}

const batch = new Batch();
const COMPAT = {ISTIOCTL_COMPAT: '1.30'};

const manifest: {commands: Record<string, Command>} = JSON.parse(readFileSync('oclif.manifest.json', 'utf8'));
const commands = Object.values(manifest.commands).filter(({hidden, group, id}) => !hidden && !group && id !== 'authz');
const words = ({id}: Command): string[] => id.split(':');
/** Every flag of every command; those that all commands have, of one command. */
const flags = commands.flatMap((command) =>
  Object.entries(command.flags)
    .filter(([, {helpGroup}]) => helpGroup !== 'Global' || command.id === 'version')
    .map(([name, flag]) => ({command, name, flag})),
);

/** Commands that take any number of words. */
const OPEN = new Set([
  'analyze',
  'test',
  'describe:objects',
  'experimental:metrics',
  'waypoint:delete',
  ...['all', 'bootstrap', 'cluster', 'ecds', 'eds', 'endpoint', 'listener', 'route', 'secret', 'snapshot'].map(
    (name) => `proxy-config:${name}`,
  ),
]);

/** Commands that can do nothing without an argument or a flag. */
const NEEDY = commands.filter(
  ({id, args}) =>
    Object.values(args).some(({required}) => required) ||
    /^(?:uninstall|validate|kube-inject|tag:(?:generate|remove|set)|waypoint:delete)$/.test(id) ||
    /^experimental:(?:authz:check|check-inject|describe:.*|envoy-stats|internal-debug|metrics|workload:.*)$/.test(id) ||
    (id.startsWith('proxy-config:') && id !== 'proxy-config:diff') ||
    /^describe:(?:proxies|request)$/.test(id) ||
    /^dashboard:(?:controlz|envoy|istiod-debug|proxy)$/.test(id),
);

/** What flags with these help values do not take. */
const VALUES = new Set(['N', 'PORT', 'DURATION', 'LEVEL', 'FORMAT']);

/** Arguments without which a command says that they are missing, before it looks at an output format. */
function needed({id}: Command): string[] {
  return /^(?:proxy-config:.*|experimental:(?:envoy-stats|internal-debug))$/.test(id) ? ['pod'] : [];
}

type Declared = () => Run;

const run = (line: string, env = {}): Declared => batch.add(line.split(' '), env);

describe('usage mistakes of every command end with 64', () => {
  const mistakes: [string, string[][]][] = [
    ['an unknown flag', commands.map((command) => [...words(command), '--no-such-flag'])],
    [
      'a flag without its value',
      flags
        .filter(({flag}) => flag.type === 'option' && !flag.helpValue?.startsWith('['))
        .map(({command, name}) => [...words(command), `--${name}`]),
    ],
    [
      'a boolean that is none',
      flags
        .filter(({flag}) => flag.type === 'boolean')
        .map(({command, name}) => [...words(command), `--${name}=maybe`]),
    ],
    [
      'a value that the flag does not take',
      flags
        .filter(({flag}) => flag.options !== undefined || VALUES.has(flag.helpValue ?? ''))
        .map(({command, name}) => [...words(command), ...needed(command), `--${name}`, 'bad']),
    ],
    [
      'arguments too many',
      commands.filter(({id}) => !OPEN.has(id)).map((command) => [...words(command), ...'abcdefg'.split('')]),
    ],
    ['an argument too few', NEEDY.map(words)],
  ];
  const declared = mistakes.map(
    ([title, lines]) => [title, lines.map((argv) => ({argv, run: batch.add(argv)}))] as const,
  );

  test.each(declared)('%s', (_, lines) => {
    const wrong = lines.flatMap(({argv, run}) => {
      const {exitCode, stdout, stderr} = run();
      const isRight = exitCode === 64 && stdout === '' && /^Error: .+\n(?:Hint: .+\n)?/.test(stderr);
      return isRight ? [] : [`${argv.join(' ')}: ${exitCode} ${stderr}${stdout}`];
    });
    expect(wrong).toEqual([]);
    expect(lines.length).toBeGreaterThan(20);
  });
});

describe('what commands find themselves is 64, and with compat 1.30 what the Go istioctl ends with', () => {
  const mistakes: [string, number, string][] = [
    ['tag remove', 1, 'must provide a tag for removal'],
    ['tag remove a b', 1, 'must provide a single tag for removal'],
    ['tag generate -r x', 1, 'must provide a tag for modification'],
    ['tag list a', 1, 'tag list command does not accept arguments'],
    ['analyze --use-kube=false -S IST0101', 1, 'IST0101 is not a valid suppression value'],
    ['proxy-config cluster web -o xml', 1, 'output format "xml" not supported'],
    ['proxy-config cluster', 1, 'cluster requires pod name or --file parameter'],
    ['proxy-config log', 1, 'log requires pod name or --selector'],
    ['ztunnel-config all a --node b', 1, 'at most one of --file, --node, or pod name must be passed'],
    ['uninstall', 1, 'at least one of the --revision'],
    ['waypoint status a', 1, 'unknown subcommand "a"'],
    ['validate', 1, 'error: you must specify resources by --filename.'],
    ['kube-inject', 1, '1 error occurred:'],
    ['version -o xml', 1, "--output must be 'yaml' or 'json'"],
    ['manifest generate a', 1, 'generate accepts no positional arguments, got a'],
    ['version --no-such-flag', 64, 'unknown flag: --no-such-flag'],
  ];

  test.each(mistakes.map((row) => [...row, run(row[0]), run(row[0], COMPAT)] as const))('%s', (...row) => {
    const [, compatCode, message, own, compat] = row;
    expect(own()).toMatchObject({exitCode: 64, stdout: '', stderr: expect.stringContaining(`Error: ${message}`)});
    expect(compat()).toMatchObject({exitCode: compatCode, stderr: expect.stringContaining(`Error: ${message}`)});
  });

  test.each(
    ['waypoint generate a b', 'experimental config list a'].map(
      (line) => [line, run(line), run(line, COMPAT)] as const,
    ),
  )('%s: the Go istioctl ignores arguments that a command does not take', (_, own, compat) => {
    expect([own().exitCode, compat().exitCode]).toEqual([64, 0]);
  });
});

describe('values that flags do not take are refused in plain words, with compat 1.30 in those of Go', () => {
  const dump = 'test/testdata/examples/sidecar.json';
  const values: [string, string, string | undefined][] = [
    [
      'pc cluster web --port abc',
      '"abc" for "--port" flag: must be a port, from 1 to 65535',
      'strconv.ParseInt: parsing "abc": invalid syntax',
    ],
    [
      'analyze --use-kube=maybe',
      '"maybe" for "-k, --use-kube" flag: must be true or false',
      'strconv.ParseBool: parsing "maybe": invalid syntax',
    ],
    [
      'analyze --failure-threshold Bad',
      '"Bad" for "--failure-threshold" flag: must be Error, Warning or Info',
      'invalid level option',
    ],
    [
      'version --deadline soon',
      '"soon" for "--deadline" flag: must be a duration such as 30s or 1h30m',
      'time: invalid duration "soon"',
    ],
    [
      'version --vklog x',
      '"x" for "--vklog" flag: must be a whole number',
      'strconv.ParseInt: parsing "x": invalid syntax',
    ],
    [
      `pc cluster -f ${dump} --direction sideways`,
      '"sideways" for "--direction" flag: must be inbound or outbound',
      undefined,
    ],
    [
      `pc listener -f ${dump} --type UDP`,
      '"UDP" for "--type" flag: must be one of HTTP, TCP, HTTP+TCP, UNKNOWN',
      undefined,
    ],
    [
      `pc eds -f ${dump} --status fine`,
      '"fine" for "--status" flag: must be one of UNKNOWN, HEALTHY, UNHEALTHY, DRAINING, TIMEOUT, DEGRADED',
      undefined,
    ],
  ];

  test.each(values.map((row) => [...row, run(row[0]), run(row[0], COMPAT)] as const))('%s', (...row) => {
    const [, message, goReason, own, compat] = row;
    expect(own()).toMatchObject({exitCode: 64, stdout: ''});
    expect(own().stderr).toContain(`Error: invalid argument ${message}\n`);
    if (goReason === undefined) expect(compat()).toMatchObject({exitCode: 0});
    else expect(compat()).toMatchObject({exitCode: 64, stderr: expect.stringContaining(`flag: ${goReason}\n`)});
  });

  test.each(
    [
      `pc cluster -f ${dump} --direction out`,
      `pc cluster -f ${dump} --direction inbound|9080`,
      `pc listener -f ${dump} --type http`,
      `pc eds -f ${dump} --status healthy`,
    ].map((line) => [line, run(line), run(line, COMPAT)] as const),
  )('%s: taken', (_, own, compat) => {
    expect(own()).toMatchObject({exitCode: 0});
    expect(own().stdout).toBe(compat().stdout);
  });
});
