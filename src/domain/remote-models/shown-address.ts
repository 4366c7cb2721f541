import type { Endpoint } from './pins/index.js';

/** The address without credentials, query and fragment, for messages and entries. */
export function shownAddress(endpoint: Endpoint): string {
  const text = endpoint.kind === 'address' ? endpoint.address : endpoint.template.url;
  return text.replace(/[?#].*$/s, '').replace(/\/\/[^/@]*@/, '//');
}
