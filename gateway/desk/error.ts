export type DeskErrorCode = 'not_found' | 'forbidden' | 'unauthenticated' | 'conflict' | 'invalid' | 'too_many';

/** The one family of errors that people see. `api/` maps codes to HTTP; everything else is a bug and says nothing. */
export class DeskError extends Error {
  readonly code: DeskErrorCode;
  /** What a client needs to go on: the current ticket of a conflict, the field that was wrong. */
  readonly detail: unknown;

  constructor(code: DeskErrorCode, message: string, detail?: unknown) {
    super(message);
    this.name = 'DeskError';
    this.code = code;
    this.detail = detail;
  }
}
