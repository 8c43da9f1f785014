// SPDX-License-Identifier: Apache-2.0
import {ExitCode, IstioctlError} from '../errors.js';

/** A chart that is incomplete or cannot be rendered. */
export class ChartError extends IstioctlError {
  /** What Helm says in the same situation, for callers that have to print its words. */
  readonly helmText: string;

  constructor(
    message: string,
    details: {helmText?: string; hint?: string; cause?: unknown; unreadable?: boolean} = {},
  ) {
    super(message, {
      ...(details.hint === undefined ? {} : {hint: details.hint}),
      ...(details.cause === undefined ? {} : {cause: details.cause}),
      exitCode: details.unreadable === true ? ExitCode.UnreadableInput : ExitCode.Failed,
    });
    this.helmText = details.helmText ?? message;
  }
}

/** Thrown by the functions `fail` and `required`: the chart's author speaks to its user. */
export class ChartFailure extends Error {
  override readonly name = 'ChartFailure';
}
