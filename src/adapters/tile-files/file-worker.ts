import { join } from 'node:path';
import { openHashLanes, type TileFile, treeHasher } from '../../core/ledger/index.js';
import { TreeGrower } from '../../domain/log/publish/index.js';
import { nodeRuntime } from '../runtime/index.js';
import { answerWith } from '../threads/index.js';
import type { FileAnswer, FileRequest } from './file-requests.js';
import { writeFiles } from './write-files.js';

const hasher = treeHasher(nodeRuntime.sha256, openHashLanes());
const growers = new Map<string, TreeGrower>();

answerWith((request: FileRequest) => ({ answer: answer(request), moved: [] }));

function answer(request: FileRequest): FileAnswer {
  if (request.do === 'write') {
    writeFiles(request.files);
    return null;
  }
  const { folder } = request;
  const grower = growers.get(folder) ?? new TreeGrower(hasher);
  growers.set(folder, grower);
  switch (request.do) {
    case 'begin':
      grower.begin(request.edge);
      return null;
    case 'append':
      writeTiles(folder, grower.append(request.leaves));
      return null;
    case 'settle': {
      const { files, checkpoint } = grower.settle();
      writeTiles(folder, files);
      return checkpoint;
    }
  }
}

function writeTiles(folder: string, files: readonly TileFile[]): void {
  writeFiles(files.map(({ path, bytes }) => ({ target: join(folder, path), bytes })));
}
