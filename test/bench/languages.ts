/** What customers of the benchmark write, and in which charsets their mail programs send it. */
export type Tongue = {
  /** Of a hundred conversations. */
  share: number;
  charsets: readonly string[];
  names: readonly string[];
  hello: string;
  subjects: readonly string[];
  sentences: readonly string[];
  wrote: string;
  bye: string;
};

const WESTERN = ['utf-8', 'utf-8', 'iso-8859-1', 'windows-1252', 'iso-8859-15'] as const;

export const TONGUES: readonly Tongue[] = [
  {
    share: 50,
    charsets: ['utf-8', 'us-ascii', 'windows-1252', 'iso-8859-1'],
    names: ['Ada Kite', 'Tom Baker', 'Noor Haddad'],
    hello: 'Hello,',
    subjects: ['Printer prints blank pages', 'Question about our invoice', 'Cannot log in since Monday', 'VPN is down'],
    sentences: [
      'Since the update on Tuesday the second printer in our office prints nothing but blank pages.',
      'We have restarted it twice and exchanged the cartridge, without any change.',
      'Could you please tell us when somebody can have a look at it?',
      'The invoice of last month shows eleven seats, but there are only nine of us.',
      'My colleague sees the error 0x80070005 as soon as she opens the shared folder.',
      'It worked fine on Friday evening, and nobody has touched the settings since.',
      'Thank you for the quick help last time, that was very kind.',
    ],
    wrote: 'wrote:',
    bye: 'Kind regards',
  },
  {
    share: 20,
    charsets: WESTERN,
    names: ['Jürgen Müller', 'Marta Groß', 'Søren Berg'],
    hello: 'Guten Tag,',
    subjects: ['Störung am Telefon', 'Rückfrage zur Rechnung', 'Drucker ausgefallen', 'Neuer Benutzer für März'],
    sentences: [
      'seit heute früh können wir keine Gespräche mehr annehmen, die Anlage zeigt nur noch „außer Betrieb“.',
      'Wir haben den Stecker gezogen und zehn Minuten gewartet, leider ohne Erfolg.',
      'Könnten Sie bitte prüfen, ob der Fehler auf Ihrer Seite liegt?',
      'Die Größe des Postfachs reicht für unsere Aufträge nicht mehr aus.',
      'Frau Müller übernimmt ab dem nächsten Monat die Aufgaben von Herrn Groß.',
    ],
    wrote: 'schrieb:',
    bye: 'Mit freundlichen Grüßen',
  },
  {
    share: 8,
    charsets: WESTERN,
    names: ['Élodie Lefèvre', 'Jean Garnier'],
    hello: 'Bonjour,',
    subjects: ['Accès refusé à la messagerie', 'Problème de facturation', 'Le serveur est en panne'],
    sentences: [
      'depuis ce matin, nous ne pouvons plus accéder à la messagerie de l’équipe.',
      'Le message affiché est « accès refusé », même après avoir changé le mot de passe.',
      'Pourriez-vous nous rappeler avant midi, s’il vous plaît ?',
    ],
    wrote: 'a écrit :',
    bye: 'Cordialement',
  },
  {
    share: 6,
    charsets: WESTERN,
    names: ['María García', 'Iñigo Peña'],
    hello: 'Buenos días:',
    subjects: ['No puedo acceder al panel', 'Factura de mayo', 'Error al iniciar sesión'],
    sentences: [
      'Desde ayer no podemos entrar en el panel de administración.',
      '¿Podrían decirnos cuándo estará solucionado el problema?',
      'Adjunto una captura de la pantalla con el mensaje de error.',
    ],
    wrote: 'escribió:',
    bye: 'Un saludo',
  },
  {
    share: 4,
    charsets: WESTERN,
    names: ['João Souza', 'Inês Magalhães'],
    hello: 'Olá,',
    subjects: ['Sistema fora do ar', 'Dúvida sobre a fatura'],
    sentences: [
      'o sistema está fora do ar desde as nove horas da manhã.',
      'Não conseguimos emitir as notas dos nossos clientes.',
      'Vocês podem verificar com urgência?',
    ],
    wrote: 'escreveu:',
    bye: 'Atenciosamente',
  },
  {
    share: 5,
    charsets: ['utf-8', 'koi8-r', 'windows-1251'],
    names: ['Ирина Орлова', 'Пётр Семёнов'],
    hello: 'Здравствуйте,',
    subjects: ['Не работает почта', 'Вопрос по счёту'],
    sentences: [
      'с понедельника у нас не открывается почтовый ящик отдела продаж.',
      'Пожалуйста, сообщите, когда это будет исправлено.',
      'Мы уже перезагрузили сервер, но ошибка осталась.',
    ],
    wrote: 'писал(а):',
    bye: 'С уважением',
  },
  {
    share: 4,
    charsets: ['utf-8', 'shift_jis', 'euc-jp'],
    names: ['田中健太', '佐藤美咲'],
    hello: 'お世話になっております。',
    subjects: ['ログインできません', '請求書について'],
    sentences: [
      '昨日から管理画面にログインできません。',
      'パスワードを変更しても同じエラーが表示されます。',
      'ご確認をお願いいたします。',
    ],
    wrote: 'さんは書きました:',
    bye: 'よろしくお願いいたします。',
  },
  {
    share: 3,
    charsets: ['utf-8', 'gb18030', 'big5'],
    names: ['王芳', '李伟'],
    hello: '您好，',
    subjects: ['打印机不能工作', '关于发票的问题'],
    sentences: ['我们的打印机今天早上开始不能工作。', '请告诉我们什么时候可以修好，谢谢。'],
    wrote: '写道：',
    bye: '此致',
  },
];
