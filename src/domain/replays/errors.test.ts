import { describe, expect, it } from 'vitest';
import { type ErrorCode, TribuneError } from '../../core/base/errors.js';
import { isDamage, isUnasked } from './index.js';

const said = (code: ErrorCode, reason?: string) => {
  const cause = new TribuneError(code, 'said', reason === undefined ? {} : { reason });
  return [isDamage(cause), isUnasked(cause)];
};

describe('an error of a decision that is run again', () => {
  it('is damage where model or record are others, and says nothing of a model that could not be asked', () => {
    expect(said('STORE_INVALID')).toEqual([true, false]);
    expect(said('MODEL_ANSWER_INVALID', 'remote-model.answers-otherwise')).toEqual([true, false]);
    // The status 404, the page of a proxy, fewer scores than rows.
    expect(said('MODEL_ANSWER_INVALID')).toEqual([false, true]);
    expect(said('MODEL_UNREACHABLE')).toEqual([false, true]);
    expect(said('NOT_FOUND')).toEqual([false, false]);
  });
});
