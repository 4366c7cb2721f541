import { sameOrigin } from './open-rim.js';

/** A browser without a script: it keeps one cookie. */
export class Visitor {
  readonly #url: () => string;
  cookie = '';

  constructor(url: () => string) {
    this.#url = url;
  }

  async get(path: string, headers: Record<string, string> = {}) {
    return this.#answer(await fetch(`${this.#url()}${path}`, { headers: this.#headers(headers), redirect: 'manual' }));
  }
  async post(path: string, fields: Record<string, string>, headers: Record<string, string> = sameOrigin) {
    const body = new URLSearchParams(fields);
    const init = { method: 'POST', body, headers: this.#headers(headers), redirect: 'manual' } as const;
    return this.#answer(await fetch(`${this.#url()}${path}`, init));
  }
  async upload(name: string, content: string | Uint8Array) {
    const body = new FormData();
    body.set('file', new Blob([content as Uint8Array<ArrayBuffer>], { type: 'application/x-msdownload' }), name);
    const init = { method: 'POST', body, headers: this.#headers(sameOrigin), redirect: 'manual' } as const;
    return this.#answer(await fetch(`${this.#url()}/notice/evidence`, init));
  }
  #headers(more: Record<string, string>) {
    return { ...(this.cookie === '' ? {} : { cookie: this.cookie }), ...more };
  }
  async #answer(answer: Response) {
    const set = answer.headers.getSetCookie().find((one) => one.startsWith('__Host-tribune-notice='));
    if (set !== undefined) this.cookie = set.split(';')[0]!;
    return { status: answer.status, text: await answer.text(), headers: answer.headers };
  }
}
