// SPDX-License-Identifier: Apache-2.0
import {spawn} from 'node:child_process';
import {IstioctlError} from '../../../errors.js';
import {mapField, textField} from '../verbs/fields.js';
import {isRecord} from './kubeconfig.js';

/** What a credential plugin gave: a token, a client certificate with its key, or all of them. */
export interface PluginCredentials {
  token?: string;
  certificate?: string;
  key?: string;
  /** Milliseconds since 1970; left out where they do not say. */
  expires?: number;
}

export interface PluginCall {
  exec: Record<string, unknown>;
  /** The name of the user, for messages. */
  user: string;
  /** The kubeconfig file, for messages. */
  source: string;
  /** What the plugin is told about itself and the cluster. */
  info: string;
  /** Milliseconds the plugin may take. */
  timeout: number;
  /** Says a line to the person at the terminal. */
  say(line: string): void;
}

/** Milliseconds after which a person is told what is waited for. */
const PATIENCE = 3000;

/** How much a plugin may print before it is taken for broken, in characters. */
const MOST = 4 << 20;

/** The versions of the credential API that kubectl reads as well. */
const VERSIONS = /^client\.authentication\.k8s\.io\/v1(?:beta1)?$/;

/**
 * Runs the credential plugin of a user (kubernetes.io, "client-go credential plugins"). What it prints is never shown,
 * for it may be a token; what it says on standard error is, when it is waited for or has failed.
 * @throws IstioctlError naming the plugin, the user and what went wrong.
 */
export async function runPlugin(call: PluginCall): Promise<PluginCredentials> {
  const command = textField(call.exec, 'command') ?? '';
  if (command === '') throw failure(call, 'exec names no command');
  const {stdout, stderr, code, signal} = await outcome(call, command);
  if (code !== 0) {
    const how = signal === null ? `it ended with exit code ${code}` : `it was ended by ${signal}`;
    throw failure(call, `${how}${stderr === '' ? '' : `: ${stderr}`}`);
  }
  return credentialsIn(call, stdout);
}

interface Outcome {
  stdout: string;
  /** What was not shown yet, in one line. */
  stderr: string;
  code: number | null;
  signal: string | null;
}

function outcome(call: PluginCall, command: string): Promise<Outcome> {
  const {exec, user, timeout, say} = call;
  return new Promise((resolve, reject) => {
    const child = spawn(command, textsOf(exec['args']), {
      env: {...process.env, ...environmentOf(exec), KUBERNETES_EXEC_INFO: call.info},
      stdio: ['ignore', 'pipe', 'pipe'],
      // A plugin may be a script, whose children hold the pipes open: all of them have to go.
      detached: process.platform !== 'win32',
    });
    const said = {stdout: '', stderr: '', isWaiting: false};
    const show = (text: string): void => sayLines(text, say);
    const patience = setTimeout(() => {
      said.isWaiting = true;
      say(`waiting for ${command} (user ${user})`);
      show(said.stderr);
      said.stderr = '';
    }, PATIENCE);
    const end = (error: IstioctlError): void => {
      done();
      reject(error);
    };
    const limit = setTimeout(() => {
      endAll(child.pid);
      end(tooSlow(call, said.stderr));
    }, timeout);
    const onExit = (): void => endAll(child.pid);
    const done = (): void => {
      clearTimeout(patience);
      clearTimeout(limit);
      process.off('exit', onExit);
      child.stdout.destroy();
      child.stderr.destroy();
    };
    process.on('exit', onExit);
    child.stdout.setEncoding('utf8').on('data', (text: string) => {
      said.stdout += text;
      if (said.stdout.length <= MOST) return;
      endAll(child.pid);
      end(failure(call, 'it printed more than any credentials are long'));
    });
    child.stderr.setEncoding('utf8').on('data', (text: string) => {
      if (said.isWaiting) show(text);
      else if (said.stderr.length < MOST) said.stderr += text;
    });
    child.once('error', (cause: NodeJS.ErrnoException) => end(notStarted(call, command, cause)));
    child.once('close', (code, signal) => {
      done();
      resolve({stdout: said.stdout, stderr: oneLine(said.stderr), code, signal});
    });
  });
}

function sayLines(text: string, say: (line: string) => void): void {
  for (const line of text.split(/\r?\n/)) if (line.trim() !== '') say(line);
}

function endAll(pid: number | undefined): void {
  if (pid === undefined) return;
  try {
    process.kill(process.platform === 'win32' ? pid : -pid, 'SIGKILL');
  } catch {
    // It has ended by itself.
  }
}

function credentialsIn(call: PluginCall, stdout: string): PluginCredentials {
  let answer: unknown;
  try {
    answer = JSON.parse(stdout);
  } catch {
    // The parser's message would quote what was printed.
    const size = stdout === '' ? 'nothing' : `${Buffer.byteLength(stdout)} bytes that are not JSON`;
    throw failure(call, `it printed ${size} instead of an ExecCredential`);
  }
  const fields = isRecord(answer) ? answer : {};
  const version = textField(fields, 'apiVersion') ?? '';
  if (fields['kind'] !== 'ExecCredential') throw failure(call, 'it printed JSON that is no ExecCredential');
  const wanted = textField(call.exec, 'apiVersion');
  if (!VERSIONS.test(version) || (wanted !== undefined && version !== wanted)) {
    throw failure(
      call,
      `its ExecCredential is of apiVersion ${JSON.stringify(version)}, the kubeconfig wants ${JSON.stringify(wanted ?? 'client.authentication.k8s.io/v1')}`,
      'Update the plugin, or set the apiVersion of exec in the kubeconfig to what it speaks.',
    );
  }
  const status = mapField(fields, 'status') ?? {};
  const [token, certificate, key] = ['token', 'clientCertificateData', 'clientKeyData'].map((name) =>
    textField(status, name),
  );
  if (!token && !(certificate && key)) {
    throw failure(call, 'its ExecCredential has neither a token nor a client certificate with its key');
  }
  const expires = Date.parse(textField(status, 'expirationTimestamp') ?? '');
  if (expires <= Date.now()) {
    const now = new Date().toISOString();
    throw failure(
      call,
      `it gave credentials that expired on ${new Date(expires).toISOString()}; the clock here says ${now}`,
      'Log in to the cluster again, or correct the clock here.',
    );
  }
  return {
    ...(token && {token}),
    ...(certificate && key && {certificate, key}),
    ...(Number.isFinite(expires) && {expires}),
  };
}

function tooSlow(call: PluginCall, stderr: string): IstioctlError {
  const said = oneLine(stderr);
  return failure(
    call,
    `no credentials within ${call.timeout / 1000}s${said === '' ? '' : `: ${said}`}`,
    `Run ${commandLine(call.exec)} by hand to see what it waits for; --kubeclient-timeout gives it more time.`,
  );
}

function notStarted(call: PluginCall, command: string, cause: NodeJS.ErrnoException): IstioctlError {
  const hint = textField(call.exec, 'installHint');
  if (cause.code === 'ENOENT') {
    const where = command.includes('/') ? 'there is no such file' : 'it is not on the PATH';
    return failure(
      call,
      where,
      hint ? oneLine(hint) : 'Install it, or correct the command of the user in the kubeconfig.',
    );
  }
  const why = cause.code === 'EACCES' ? 'it may not be run (EACCES)' : cause.message;
  return failure(call, why, 'Make it executable, or correct the command of the user in the kubeconfig.');
}

function failure({exec, user, source}: PluginCall, why: string, hint?: string): IstioctlError {
  const by = textField(exec, 'command');
  const from = by ? ` from ${by}` : '';
  return new IstioctlError(
    `cannot get the credentials of user ${JSON.stringify(user)}${from}: ${why}; user from ${source}`,
    {
      hint:
        hint ?? `Run ${commandLine(exec)} by hand, log in to the cluster again, or check the user in the kubeconfig.`,
    },
  );
}

function commandLine(exec: Record<string, unknown>): string {
  const words = [textField(exec, 'command') ?? '', ...textsOf(exec['args'])];
  const line = words.map((word) => (/^[\w./:=@%+,-]+$/.test(word) ? word : JSON.stringify(word))).join(' ');
  return line.length > 120 ? (words[0] ?? '') : line;
}

/** What a program said in one line that is short enough for a message. */
function oneLine(text: string): string {
  const line = text
    .trim()
    .split(/\s*\n\s*/)
    .join('; ');
  return line.length > 400 ? `${line.slice(0, 400)}…` : line;
}

function textsOf(list: unknown): string[] {
  return Array.isArray(list) ? list.map(String) : [];
}

function environmentOf(exec: Record<string, unknown>): Record<string, string> {
  const list = Array.isArray(exec['env']) ? exec['env'].filter((entry) => isRecord(entry)) : [];
  return Object.fromEntries(list.map((entry) => [textField(entry, 'name') ?? '', textField(entry, 'value') ?? '']));
}
