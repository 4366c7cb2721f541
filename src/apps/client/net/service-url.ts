/** The address of a service, with a slash at its end; null for a text that is none. */
export function serviceUrl(url: string): URL | null {
  const found = URL.canParse(url) ? new URL(url) : null;
  const usable = found !== null && /^https?:$/.test(found.protocol) && found.username === '' && found.search === '';
  return usable ? new URL(found.href.endsWith('/') ? found.href : `${found.href}/`) : null;
}
