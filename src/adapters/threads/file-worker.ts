import { answerWith } from './answer-with.js';
import { type NewFile, writeFiles } from './write-files.js';

answerWith((files: readonly NewFile[]) => {
  writeFiles(files);
  return { answer: null, moved: [] };
});
