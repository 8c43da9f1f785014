export function explanations(..._: unknown[]): unknown { return _; }
