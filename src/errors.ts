// SPDX-License-Identifier: Apache-2.0

/** What the process ends with. Scripts rely on these numbers; the list is closed. */
export const ExitCode = {
  Ok: 0,
  /** The command failed, or "differs" / "not ready" where the command says so. */
  Failed: 1,
  /** A comparison that could not be made; 1 says that something differs (kubectl's convention). */
  NotCompared: 2,
  /** A flag, argument or command that does not exist or does not parse. */
  Usage: 64,
  /** Input that cannot be read or is not what it should be. */
  UnreadableInput: 65,
  /** Findings at or above the threshold. */
  Findings: 79,
  /** Something that was required could not be checked. */
  NotChecked: 80,
  TimedOut: 124,
  Interrupted: 130,
} as const;

export type ExitCode = (typeof ExitCode)[keyof typeof ExitCode];

/** The message and exit code of the Go istioctl 1.30 for a failure, where they differ from ours. */
export interface ReferenceFailure {
  message?: string;
  exitCode?: ExitCode;
}

export interface ErrorDetails {
  cause?: unknown;
  /** One sentence that says what to do next; printed under the message. */
  hint?: string;
  /** Defaults to {@link ExitCode.Failed}. */
  exitCode?: ExitCode;
  /** What `--compat 1.30` turns the error into. */
  reference?: ReferenceFailure;
}

/**
 * The one error that users are meant to see: `message` says what is wrong and where, `hint` what to do.
 * Anything else that reaches the top is a bug and is reported as one.
 */
export class IstioctlError extends Error {
  override readonly name = 'IstioctlError';
  readonly hint: string | undefined;
  readonly exitCode: ExitCode;
  readonly reference: ReferenceFailure | undefined;

  constructor(message: string, details: ErrorDetails = {}) {
    super(message, details.cause === undefined ? undefined : {cause: details.cause});
    this.hint = details.hint;
    this.exitCode = details.exitCode ?? ExitCode.Failed;
    this.reference = details.reference;
  }
}

/**
 * Returns the error for a command line that makes no sense, which a command finds after its flags are read: exit code 64,
 * with `--compat 1.30` 1, as the Go istioctl ends, and its message where that is another one.
 */
export function usageMistake(
  message: string,
  {hint, reference = message}: {hint?: string; reference?: string} = {},
): IstioctlError {
  return new IstioctlError(message, {
    exitCode: ExitCode.Usage,
    reference: {exitCode: ExitCode.Failed, message: reference},
    ...(hint !== undefined && {hint}),
  });
}

/** The error with another message or exit code; what is not given stays as it is. */
export function restated(
  error: IstioctlError,
  {
    message = error.message,
    exitCode = error.exitCode,
    hint = error.hint,
  }: {message?: string; exitCode?: ExitCode; hint?: string | undefined},
): IstioctlError {
  return new IstioctlError(message, {
    cause: error,
    exitCode,
    ...(hint !== undefined && {hint}),
    ...(error.reference && {reference: referenceAfter(error, message, exitCode)}),
  });
}

/** What was restated is not in the words, or with the code, of the Go istioctl any more. */
function referenceAfter(error: IstioctlError, message: string, exitCode: ExitCode): ReferenceFailure {
  const {message: own, exitCode: code} = error.reference ?? {};
  return {
    ...(own !== undefined && message === error.message && {message: own}),
    ...(code !== undefined && exitCode === error.exitCode && {exitCode: code}),
  };
}

/** Returns the error as the Go istioctl 1.30 has it. */
export function asReference(error: IstioctlError): IstioctlError {
  const {reference} = error;
  return reference ? restated(error, reference) : error;
}

/** What `work` makes; where it fails with an IstioctlError, that error's message follows `failure` and the rest of it stays. */
export async function within<T>(failure: string, work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    if (!(error instanceof IstioctlError)) throw error;
    throw restated(error, {message: `${failure}: ${error.message}`});
  }
}

/**
 * What `work` makes; where it fails, the error ends with {@link ExitCode.NotChecked}. For commands whose 1 is an answer, such
 * as "differs", and not that nobody could be asked.
 */
export async function asked<T>(work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    if (!(error instanceof IstioctlError) || error.exitCode !== ExitCode.Failed) throw error;
    throw restated(error, {exitCode: ExitCode.NotChecked});
  }
}

/** Several failures as Go's tools list them, a line each. */
export function listOfErrors(messages: readonly string[]): string {
  const count = messages.length === 1 ? '1 error' : `${messages.length} errors`;
  return `${count} occurred:\n${messages.map((message) => `\t* ${message}\n`).join('')}`;
}

/** Whether the API server refused a request for want of rights. */
export function isForbidden(error: unknown): error is IstioctlError {
  if (!(error instanceof IstioctlError)) return false;
  return ('status' in error && error.status === 403) || isForbidden(error.cause);
}
