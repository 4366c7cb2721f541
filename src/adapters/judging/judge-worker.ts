import { TribuneError } from '../../core/base/errors.js';
import { judgeRequest } from '../../domain/audits/recorded/judging/index.js';
import type { JudgeRequest } from '../../domain/audits/recorded/ports.js';
import { answerWith } from '../threads/index.js';
import type { Judged } from './judge-thread.js';

answerWith((request: JudgeRequest) => ({ answer: judged(request), moved: [] }));

function judged(request: JudgeRequest): Judged {
  try {
    return { result: judgeRequest(request) };
  } catch (cause) {
    if (!(cause instanceof TribuneError)) throw cause;
    return { error: { code: cause.code, message: cause.message, remedy: cause.remedy ?? '' } };
  }
}
