/** Characters that encodeURIComponent leaves and the sign-in page takes in no address of the next page. */
const SPECIAL = /[!'()*~:@,+;$]/g;

/** The address of the sign-in page that leads back to where the reader is. */
export function signInAddress({ pathname, search }: Pick<Location, 'pathname' | 'search'>): string {
  const here = `${pathname}${search}`.replace(SPECIAL, (one) => `%${one.charCodeAt(0).toString(16).toUpperCase()}`);
  return `/sign-in?next=${encodeURIComponent(here)}`;
}
