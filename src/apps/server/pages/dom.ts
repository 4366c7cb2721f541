/**
 * The part of the browser that the pages use. It is declared here so that the rest of the program is not compiled against browser types.
 */
export interface PageElement {
  textContent: string | null;
  value: string;
  hidden: boolean;
  disabled: boolean;
  className: string;
  type: string;
  id: string;
  checked: boolean;
  href: string;
  readonly dataset: Record<string, string>;
  readonly files: ArrayLike<PageFile> | null;
  readonly classList: { toggle(name: string, on: boolean): void };
  append(...children: (PageElement | string)[]): void;
  replaceChildren(...children: PageElement[]): void;
  addEventListener(type: string, listener: (event: PageEvent) => void): void;
  setAttribute(name: string, value: string): void;
  focus(): void;
  select(): void;
  remove(): void;
  /** Only forms have this method. */
  reset(): void;
  /** Only dialogs have this method. */
  showModal(): void;
  close(): void;
}

export interface PageFile {
  readonly name: string;
  readonly size: number;
  text(): Promise<string>;
}

export interface PageEvent {
  preventDefault(): void;
  readonly dataTransfer?: { readonly files: ArrayLike<PageFile> };
}

/** The part of the Credential Management API that passkeys need. */
interface CredentialContainer {
  create(options: { readonly publicKey: object }): Promise<unknown>;
  get(options: { readonly publicKey: object }): Promise<unknown>;
}

interface PageDocument {
  getElementById(id: string): PageElement | null;
  createElement(tag: string): PageElement;
  querySelectorAll(selector: string): Iterable<PageElement>;
  readonly body: PageElement;
}

interface PageWindow {
  readonly document: PageDocument;
  readonly location: {
    readonly hash: string;
    readonly pathname: string;
    readonly search: string;
    readonly origin: string;
    assign(url: string): void;
  };
  /** It is absent outside secure contexts and in old browsers. */
  readonly PublicKeyCredential?: unknown;
  readonly navigator: { readonly credentials: CredentialContainer };
  prompt(question: string, value: string): string | null;
  confirm(question: string): boolean;
  readonly history: { replaceState(state: null, title: string, url: string): void };
}

export const page = globalThis as unknown as PageWindow;

export function element(id: string): PageElement {
  const found = page.document.getElementById(id);
  if (found === null) throw new Error(`the page has no #${id}`);
  return found;
}

export function made(tag: string, text: string): PageElement {
  const child = page.document.createElement(tag);
  child.textContent = text;
  return child;
}
