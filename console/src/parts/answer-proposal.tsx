import { Said, useAct } from './act.js';

interface AnswerProposalProps {
  /** What confirming says it does. */
  readonly confirms: string;
  readonly confirm: () => Promise<unknown>;
  readonly withdraw: () => Promise<unknown>;
  /** Keys of the queries that either touches. */
  readonly touches: readonly string[];
  /** Whether the reader proposed it: nobody confirms what they proposed. */
  readonly isMine: boolean;
  /** Whether the reader may do something about it. */
  readonly may: boolean;
}

/** What a second person does about a proposal, and the first one who takes it back. */
export function AnswerProposal({ confirms, confirm, withdraw, touches, isMine, may }: AnswerProposalProps) {
  const confirming = useAct(confirm, touches);
  const withdrawing = useAct(withdraw, touches);
  return (
    <>
      {may ? (
        <p className="acts no-print">
          {isMine ? null : (
            <button
              type="button"
              className="button main-act"
              disabled={confirming.isRunning}
              onClick={() => confirming.run(undefined)}
            >
              {confirms}
            </button>
          )}
          <button
            type="button"
            className="button"
            disabled={withdrawing.isRunning}
            onClick={() => withdrawing.run(undefined)}
          >
            {isMine ? 'Take it back' : 'Turn it down'}
          </button>
        </p>
      ) : null}
      <Said error={confirming.error ?? withdrawing.error} />
      {confirming.proof}
      {withdrawing.proof}
    </>
  );
}
