const READY = 'database system is ready to accept connections';
/**
 * Greatest number of characters of a line that are stored. The server's own lines are shorter, and an endless line must not fill the
 * memory.
 */
const MAX_LINE = 2000;

/** Reads the output of a server line by line, however it arrives, and remembers what matters for as long as the server lives. */
export class ServerLog {
  readonly #onLine: (line: string) => void;
  readonly #decoder = new TextDecoder();
  #open = '';
  #last = '';
  #isReady = false;

  constructor(onLine: (line: string) => void) {
    this.#onLine = onLine;
  }

  /**
   * Whether the server ever said that it takes connections. It is stored as a fact, as the log goes on for years and is not searched again.
   */
  get isReady(): boolean {
    return this.#isReady;
  }

  /** The last line that is not blank; empty before there is one. */
  get lastLine(): string {
    return this.#open.trim() || this.#last;
  }

  hear(chunk: Uint8Array): void {
    const lines = `${this.#open}${this.#decoder.decode(chunk, { stream: true })}`.split('\n');
    this.#open = lines.pop()!.slice(0, MAX_LINE);
    for (const line of lines) this.#take(line.slice(0, MAX_LINE).trim());
  }

  #take(line: string): void {
    if (line === '') return;
    this.#last = line;
    if (line.includes(READY)) this.#isReady = true;
    this.#onLine(line);
  }
}
