import type { ReactNode } from 'react';
import type { Todo } from './todo.js';

/** A task of a list of tasks. */
export const taskOf = ({ key, look, node }: Todo): ReactNode => (
  <li key={key} className={`task ${look}`}>
    {node}
  </li>
);
