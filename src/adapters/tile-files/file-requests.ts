import type { LogEdge, TreeHead } from '../../core/ledger/index.js';
import type { NewFile } from './write-files.js';

/** A request to the file thread. A tree is named by the folder of its log. */
export type FileRequest =
  | { readonly do: 'write'; readonly files: readonly NewFile[] }
  | { readonly do: 'begin'; readonly folder: string; readonly edge: LogEdge | null }
  | { readonly do: 'append'; readonly folder: string; readonly leaves: readonly Uint8Array[] }
  | { readonly do: 'settle'; readonly folder: string };

/** Answer of the file thread: size and root after `settle`, otherwise null. */
export type FileAnswer = TreeHead | null;
