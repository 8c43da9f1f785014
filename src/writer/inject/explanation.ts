export function explanationText(_: unknown): string { return JSON.stringify(_); }
