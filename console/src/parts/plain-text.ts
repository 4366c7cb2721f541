/** Marks that turn round what follows them, which nobody sees (Unicode UAX 9: embeddings, overrides, isolates). */
const TURNS = /[\u202a-\u202e\u2066-\u2069]/gu;

/**
 * A text from outside without marks that turn round what follows: a name that holds one would have the numbers of its sentence read backwards.
 * In their place stands the sign of a character that cannot be shown.
 */
export const plainText = (text: string): string => text.replace(TURNS, '\ufffd');
