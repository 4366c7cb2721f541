import type { z } from 'zod';
import type { Action } from '../../../domain/identity/access-policy.js';

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
  readonly headers?: readonly { readonly name: string; readonly description: string }[];
  readonly error: z.ZodType;
}
