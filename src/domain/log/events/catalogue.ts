import { TribuneError } from '../../../core/base/errors.js';
import type { LogEvent } from '../ports/index.js';
import type { EventType } from './define-event.js';

/** Every type of event that may become an entry, each declared by one room. */
export class EventCatalogue {
  readonly #byType = new Map<string, EventType>();

  /** Throws `INTERNAL` when two rooms declare the same type. */
  constructor(types: readonly EventType[]) {
    for (const one of types) {
      if (this.#byType.has(one.type)) throw fault(`the event ${one.type} is declared twice`, 'Report this.');
      this.#byType.set(one.type, one);
    }
  }

  /** The declaration of an event, when its payload has the declared shape. Throws `INTERNAL`. */
  demand({ type, payload }: LogEvent): EventType {
    const declaration = this.#byType.get(type);
    if (declaration === undefined) {
      throw fault(
        `no part of this version declares the event ${type}`,
        'Nothing was logged. If a newer version kept it, start that version; else report this.',
      );
    }
    declaration.read(payload);
    return declaration;
  }
}

const fault = (what: string, remedy: string): TribuneError => new TribuneError('INTERNAL', what, { remedy });
