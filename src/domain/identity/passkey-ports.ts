/** A passkey as it is kept: its public half, and nothing that could sign. Times are milliseconds since 1970. */
export interface PasskeyRecord {
  /** Credential id, base64url; chosen by the authenticator. */
  readonly id: string;
  readonly account: string;
  /** What its owner calls it. */
  readonly name: string;
  /** COSE_Key (RFC 9052 section 7), as the authenticator gave it. */
  readonly publicKey: Uint8Array;
  /** Signatures made so far, as far as the authenticator counts them; many do not and say 0. */
  readonly counter: number;
  /** How browsers reach it, such as `internal`, `usb`, `hybrid`. */
  readonly transports: readonly string[];
  readonly createdAtMs: number;
  readonly lastUsedAtMs: number | null;
}

/** What a challenge is for; one made for one ceremony is worth nothing in another. */
export type PasskeyCeremony = 'register' | 'sign-in' | 'step-up';

export interface ChallengeRecord {
  /** SHA-256 of the token in the cookie of the browser that asked. */
  readonly digest: Uint8Array;
  readonly challenge: Uint8Array;
  readonly ceremony: PasskeyCeremony;
  /** Null for a sign-in: who comes is known only afterwards. */
  readonly account: string | null;
  readonly expiresAtMs: number;
}

/** Part of the identity store. */
export interface PasskeyStore {
  /** False when the credential is registered already, whoever it belongs to. */
  insertPasskey(passkey: PasskeyRecord): Promise<boolean>;
  passkey(id: string): Promise<PasskeyRecord | null>;
  /** Of one account, oldest first. */
  passkeysOf(account: string): Promise<PasskeyRecord[]>;
  /** False when the account has no such passkey. */
  renamePasskey(account: string, id: string, name: string): Promise<boolean>;
  /** False when the account has no such passkey, or when it is the last way in: no password and no other passkey. */
  deletePasskey(account: string, id: string): Promise<boolean>;
  /** Writes the new counter if the kept one is still what was compared with; false when another sign-in was faster. */
  usePasskey(
    id: string,
    use: { readonly from: number; readonly to: number; readonly usedAtMs: number },
  ): Promise<boolean>;
  /** Forgets those that have expired, too. */
  insertChallenge(challenge: ChallengeRecord, nowMs: number): Promise<void>;
  /** Gives a challenge once; null when it is unknown, used or expired. */
  takeChallenge(digest: Uint8Array, nowMs: number): Promise<ChallengeRecord | null>;
}

/** Whom authenticators sign for: the name in the address bar, and the one origin that may ask (WebAuthn level 3, section 5.1.2). */
export interface RelyingParty {
  /** A domain name without port. */
  readonly id: string;
  /** Scheme, name and port. */
  readonly origin: string;
}

/** What an authenticator's answer must match. */
export interface Expectation {
  readonly party: RelyingParty;
  readonly challenge: Uint8Array;
}

export type NewCredential = Pick<PasskeyRecord, 'id' | 'publicKey' | 'counter' | 'transports'>;

/**
 * The checks of WebAuthn level 3, sections 7.1 and 7.2, behind a port: type, challenge, origin, hash of the relying party, presence and
 * verification of the user, algorithm, signature, counter. Both reject when any fails.
 */
export interface PasskeyVerifier {
  registered(answer: PasskeyAnswer, expected: Expectation): Promise<NewCredential>;
  /** The new counter. */
  asserted(answer: PasskeyAnswer, passkey: PasskeyRecord, expected: Expectation): Promise<number>;
}

/** What the browser sends: `PublicKeyCredential.toJSON()`. Only its form has been looked at. */
export interface PasskeyAnswer {
  readonly id: string;
  readonly rawId: string;
  readonly type: 'public-key';
  readonly response: Readonly<Record<string, unknown>> & { readonly clientDataJSON: string };
}
