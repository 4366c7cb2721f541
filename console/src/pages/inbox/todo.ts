import type { ReactNode } from 'react';

/** Something that somebody has to do. */
export interface Todo {
  readonly key: string;
  /** Whether it waits for the reader, as far as their name and roles say. */
  readonly isMine: boolean;
  readonly look: 'bad' | 'care' | '';
  readonly node: ReactNode;
}
