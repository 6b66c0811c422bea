/** What mail servers write in the subject of a notice; each is written by a program, in front. */
export const NOTICE_SUBJECT = oneOf(
  /undeliver(?:ed|able)/,
  /un?deliverable/,
  /non-?delivery/,
  /returned (?:mail|message|to sender)/,
  /delivery[ -](?:status notification|failure|failed|has failed|problem|error|report|warning|incomplete)/,
  /(?:mail|message|e-?mail) (?:delivery|system) (?:failed|failure|error|problem|warning|status)/,
  /^(?:failure (?:notice|delivery)|failed (?:mail|delivery)|permanent delivery failure)/,
  /(?:mail|message|nachricht)\b.{0,60}\b(?:could not be|cannot be|not|was not|konnte nicht|nicht) (?:delivered|zugestellt)/,
  /mail failed, returning/,
  /(?:error|problem) (?:sending|delivering) (?:your|the) (?:mail|message)/,
  /^warning: .{0,80}(?:delayed|not yet been delivered|user unknown)/,
  /automatically rejected mail/,
  /unzustellbar|zustellung fehlgeschlagen|nicht zugestellt/,
  /non remis|échec de (?:la )?(?:remise|distribution)|message non distribu/,
  /no se (?:pudo|puede|ha podido) entregar|no entregado|devuelto/,
  /mancata consegna|não (?:foi )?entreg|falha na entrega/,
  /onbestelbaar|niet (?:af|be)geleverd|kunne ikke leveres|kunde inte levereras|toimitus epäonnistui/,
  /nie można dostarczyć|niedostarczona|nedoručiteln|nedoručen|kézbesíthetetlen|teslim edilemedi/,
  /не доставлено|сообщение не доставлено|недоставленное|не вдалося доставити/,
  /配信不能|配信できません|送信できません|配送できません|退信|投递失败|無法傳遞|배달되지 않음|전송 실패/,
);

/** What they write in the text. */
export const NOTICE_PROSE = oneOf(
  /this is the (?:qmail-send program|mail system at host|postfix program|mailer-daemon)/,
  /i'?m afraid i wasn'?t able to deliver/,
  /this message was created automatically by (?:the )?(?:mail delivery software|mail system|smtp relay)/,
  /could not be delivered to (?:one or more|some or all|all|the following)/,
  /(?:did not reach|could not reach) (?:the following|some or all)/,
  /the following (?:addresses|address|recipients?|e-?mail addresses)[^.]{0,40}(?:had|have|failed|could not|cannot|were)/,
  /delivery (?:to the following|has failed|failed|attempt)/,
  /(?:permanent|fatal|transient non-fatal) (?:errors?|failure)/,
  /(?:unable|failed|not able|attempting) to deliver/,
  /(?:could not|cannot|can't|couldn't|not) be delivered/,
  /undeliverable|unknown (?:user|recipient|local part)|user unknown|no such (?:user|mailbox)|mailbox (?:is )?(?:full|unavailable|not found)/,
  /transcript of session follows|has been returned because|non-delivery report/,
  /konnte nicht zugestellt werden|n'a pas pu être (?:remis|délivré|distribué)|no se ha podido entregar|non è stato possibile consegnare/,
  /无法送达|无法发送|配信できません|送信できません|не удалось доставить/,
  /<<< 5\d\d|\b5\d\d[ -]5\.\d\.\d/,
  /returned to (?:you|sender)|your (?:e-?mail|message) (?:was|is) (?:automatically )?(?:rejected|returned|not delivered)/,
  /your message to <?\S+@\S+>? was automatically rejected/,
);

/** It is on its way still. */
export const DELAY =
  /\bdelayed\b|not yet been delivered|still being retried|will be retried|no action is required|\(delay\)|delivery attempts will continue|has been postponed/i;

/** Who writes them. */
export const MACHINE_FROM =
  /mailer[ -]?daemon|post_?master|mail[ ._-]?delivery[ ._-]?(?:sub)?system|mdaemon|(?:system|ndr|mail) administrator|smtp_mail_service|mail_?system|mail_gateway|\bndr@|jetmail system|antivirus_for_smtp/i;

/** How a program begins to speak; a person who asks about a notice speaks of himself first. */
export const PROGRAM_OPENING = oneOf(
  /^\W*(?:your (?:e-?mail|mail|message)|this (?:is an automatic|message was|e-?mail was|is the)|the (?:following|message|e-?mail|original message))/,
  /^\W*(?:delivery (?:to|has|of|status)|un?deliver|non-?delivery|message (?:from|delivery|not)|an error (?:has )?occurred|failed to deliver)/,
  /^\W*(?:ihre (?:nachricht|e-?mail)|die folgende|votre (?:message|courriel)|su (?:mensaje|correo)|sua mensagem|il (?:tuo|suo) messaggio)/,
);

export const OF_A_PERSON =
  /(?:^|\s)(?:i|my|we|our|ich|mein\w*|wir|unser\w*|je|mon|nous|notre|yo|mi|nuestro|eu|meu)(?=\s)|^\W*(?:hello|hi|dear|hallo|guten|bonjour|hola|olá)\b/im;

function oneOf(...patterns: RegExp[]): RegExp {
  return new RegExp(patterns.map(({ source }) => source).join('|'), 'iu');
}
