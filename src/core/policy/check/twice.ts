/** Places of texts that stand before already. */
export const twice = (texts: readonly string[]): number[] =>
  texts.flatMap((text, i) => (texts.indexOf(text) < i ? [i] : []));
