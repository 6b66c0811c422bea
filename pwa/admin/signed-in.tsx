import { useEffect, useState } from 'preact/hooks';
import { Trouble } from '../parts/field.tsx';
import { announce } from '../state/announce.ts';
import { troubleOf } from '../state/answered.ts';
import { type Mailbox, readMailboxes } from '../state/mailboxes.ts';
import { PROVIDER_NAMES, type Provider, readSignIn, signInAgain } from '../state/oauth.ts';
import { go } from '../state/route.ts';
import { NotYet, useAnswer } from './answer.tsx';
import { Connect } from './connect.tsx';
import { SignIn } from './sign-in.tsx';

/** Back from the provider: a mailbox that is connected goes on, another one is tested and connected. */
export function SignedIn({ id }: { id: number }) {
  const { answer, again } = useAnswer(() => readSignIn(id));
  const [fresh, setFresh] = useState(false);
  const [trouble, setTrouble] = useState('');
  const address = answer?.is === 'good' && answer.value.status === 'done' ? answer.value.address : null;
  useEffect(() => {
    if (address === null) return;
    readMailboxes().then(async (boxes) => {
      const box = boxes.is === 'good' ? boxes.value.mailboxes.find((one) => one.address === address) : undefined;
      if (boxes.is !== 'good' || !box) return boxes.is === 'good' ? setFresh(true) : setTrouble(troubleOf(boxes));
      const kept = await signInAgain(box.id, id);
      setTrouble(troubleOf(kept));
      if (kept.is !== 'good') return;
      announce('Signed in', true);
      go('/app/admin/mailboxes');
    });
  }, [address, id]);
  if (answer?.is === 'good' && fresh) return <Connect signedIn={answer.value} />;
  return (
    <div class="page">
      <h1>Sign in</h1>
      <p>What the provider of the mailbox said.</p>
      <Trouble words={trouble} />
      {answer?.is === 'good' && answer.value.status !== 'done' ? (
        <>
          <Trouble words={answer.value.trouble ?? 'Nobody has signed in yet.'} />
          <SignIn provider={answer.value.provider} address={answer.value.address} />
        </>
      ) : (
        <NotYet answer={answer?.is === 'good' ? null : answer} again={again} />
      )}
    </div>
  );
}

/** A mailbox whose sign-in ended, or soon will. */
export function SignInAgain({ id }: { id: number }) {
  const { answer, again } = useAnswer(readMailboxes);
  if (answer?.is !== 'good')
    return (
      <div class="page">
        <NotYet answer={answer} again={again} />
      </div>
    );
  const box = answer.value.mailboxes.find(
    (one): one is Mailbox & { oauth: Provider } => one.id === id && one.oauth !== null,
  );
  return (
    <div class="page">
      <h1>Sign in again</h1>
      <p>
        {box
          ? `${box.address}, with ${PROVIDER_NAMES[box.oauth]}. Mail waits on its server meanwhile.`
          : 'There is no such mailbox.'}
      </p>
      {box && <SignIn provider={box.oauth} address={box.address} />}
    </div>
  );
}
