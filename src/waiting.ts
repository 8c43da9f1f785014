// SPDX-License-Identifier: Apache-2.0

const current = new Set<{what: string}>();

/** What `work` answers; while it goes on, the command counts as waiting for `what`. */
export async function waitingFor<T>(what: string, work: () => Promise<T>): Promise<T> {
  const entry = {what};
  current.add(entry);
  try {
    return await work();
  } finally {
    current.delete(entry);
  }
}

/** What the command has waited for the longest, of what it waits for now; undefined where it waits for nothing that is known. */
export function longestWait(): string | undefined {
  const [first] = current;
  return first?.what;
}
