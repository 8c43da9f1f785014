// SPDX-License-Identifier: Apache-2.0

/** How bad a message is; worst first. */
export const levels = ['Error', 'Warning', 'Info'] as const;

export type Level = (typeof levels)[number];

/** Whether a level is as bad as the threshold, or worse. */
export function reaches(level: Level, threshold: Level): boolean {
  return levels.indexOf(level) <= levels.indexOf(threshold);
}

/** The level of that name, case aside. */
export function levelNamed(text: string): Level | undefined {
  return levels.find((level) => level.toLowerCase() === text.toLowerCase());
}
