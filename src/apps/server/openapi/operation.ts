import type { z } from 'zod';
import type { Action } from '../../../domain/identity/index.js';

/** A header of a request; `pattern` or `values` say its form. */
export interface Header {
  readonly name: string;
  readonly description: string;
  readonly pattern?: string;
  readonly values?: readonly string[];
  readonly required?: boolean;
}

/** One operation of the service, for its description. A test holds this list against the routes that exist. */
export interface Operation {
  readonly method: 'GET' | 'POST' | 'PATCH' | 'DELETE';
  readonly path: string;
  readonly action: Action;
  readonly summary: string;
  readonly body?: z.ZodType;
  readonly bodyTypes?: readonly string[];
  /** A schema for JSON, or another content type. */
  readonly answer?: z.ZodType | string;
  readonly answerText?: string;
  readonly status?: number;
  /** Other statuses with the same answer. */
  readonly also?: readonly { readonly status: number; readonly text: string }[];
  readonly headers?: readonly Header[];
  readonly error: z.ZodType;
}
