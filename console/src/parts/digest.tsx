/** Letters by which people tell digests apart. */
const SHOWN = 12;

/** @example shortDigest('sha256:0123456789abcdef…') // '0123456789ab' */
export const shortDigest = (digest: string): string => digest.replace(/^sha256:/, '').slice(0, SHOWN);

/** A digest by its first letters, with the whole for whoever points at it. */
export const Digest = ({ of }: { readonly of: string }) => <code title={of}>{shortDigest(of)}</code>;
