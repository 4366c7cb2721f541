/** The little of the browser that the pages touch, so that the rest of the program is not compiled against browser types. */
export interface PageElement {
  textContent: string | null;
  value: string;
  hidden: boolean;
  disabled: boolean;
  readonly dataset: Record<string, string>;
  readonly files: ArrayLike<PageFile> | null;
  readonly classList: { toggle(name: string, on: boolean): void };
  append(...children: (PageElement | string)[]): void;
  replaceChildren(...children: PageElement[]): void;
  addEventListener(type: string, listener: (event: PageEvent) => void): void;
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

interface PageDocument {
  getElementById(id: string): PageElement | null;
  createElement(tag: string): PageElement;
}

interface PageWindow {
  readonly document: PageDocument;
  readonly location: { readonly hash: string; readonly pathname: string };
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
