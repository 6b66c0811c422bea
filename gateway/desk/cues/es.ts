import type { Lexicon } from './lexicon.ts';

export const es: Lexicon = {
  lists: {
    system: `
      sistema* servidor* sitio web página* plataforma* servicio* portal* red redes base bases aplicación
      aplicaciones app apps tienda producción infraestructura nube internet conexión línea líneas telefon* teléfono*
      api todo correo centralita cluster erp crm vpn software enlace entorno router* enrutador* herramienta*`,
    be: `
      es está están estaba estuvo ha han sigue siguen quedó quedaron se fue fueron lleva llevan permanece continúa`,
    fully: `
      completamente totalmente sido todo todos actualmente de nuevo otra vez ahora aún todavía por completo estado`,
    down: `
      caído caída caídos caídas inactivo inactiva inactivos inactivas inoperativo* inoperativa* inoperante*
      desconectado* inaccesible* inutilizable* indisponible*`,
    people: `
      usuarios clientes empleados trabajadores equipo equipos personas compañeros personal miembros pacientes
      alumnos huéspedes oficinas oficina departamento departamentos sucursales tiendas sedes empresa compañía
      organización regiones dispositivos`,
    every: 'todos todas toda todo cada ningún ninguno ninguna entera entero',
    data: `
      datos archivo archivos fichero ficheros documentos documento registros base bases copia copias respaldo
      información pedidos correos mensajes fotos contactos facturas historial`,
    lost: `
      perdido perdidos perdida perdidas perdieron perdió borrado borrados borraron borró eliminado eliminados
      eliminaron desaparecido desaparecidos desaparecieron corrupto corruptos corrupta corruptas dañado dañados
      sobrescrito sobrescritos`,
    work: `
      operacion* operaciones operatividad operativ* negocio* productividad trabajo* laboral* cliente* flujo*
      ingresos ventas producción proceso* eficiencia rendimiento usuarios paciente* plazos proyecto* servicios
      continuidad equipo tareas capacidad* entrega* actividad* experiencia reputación conectividad funcionamiento
      funcionalidad decisiones`,
    thing: `
      información informacion detalles documentación presupuesto* cotización actualización actualizaciones cambio*
      modificación intercambio reemplazo sustitución devolución reembolso factura* copia aclaración integración
      migración demo ampliación mejora* precio* licencia* formación capacitación guía* manual recibo* opciones plan
      planes instrucciones orientación reporte* informe* funcionalidad función característica* cancelación catálogo
      renovación asesoramiento`,
  },
  cues: {
    outage: `
      caída .. $system, caída total/general/completa/masiva, $system .. $be? $fully? $fully? $down
      $system .. se ha? cayó/caído/cayeron/caen, se cayó, se ha caído, se han caído, caído desde
      inactividad, tiempo de inactividad, apagón, apagones, interrupción .. $system, corte .. $system
      corte general/total, cortes de servicio, suspensión .. servicio, fuera de servicio/línea/funcionamiento
      fuera de línea, paralizad*, paraliza*, parálisis, colaps*, paro total, parada total, caída desde
      detenido por completo, detenido completamente
      completamente/totalmente .. inutilizable*/inoperativ*/inaccesible*/inactiv*/parad*/bloquead*/detenid*/desconectad*/caíd*
      inutilizable*, inoperativ*, inoperante*, ya nada funciona, nada funciona desde, no funciona nada
      todo .. detenido/parado/bloqueado/caído
      falla/fallo/avería/falta/pérdida .. total/completa/completo/general/generalizada/generalizado/masiva/masivo
      fallo .. del $system, fallo .. de la red, falla .. del $system, $system ... no responde
      $system .. no .. disponible/accesible/operativo, no hay servicio/internet/conexión/conectividad
      sin servicio/internet/conexión
      nadie .. puede/acceder/trabajar/entrar/conectar, ningún .. puede/acceder/trabajar/entrar
      $every los? las? el? la? nuestro? nuestros? $people ... no ... acceder/trabajar/entrar/conectar*/usar/iniciar
      no podemos .. trabajar/operar/vender/atender, operaciones .. detenidas/paralizadas/paradas/suspendidas
      producción .. parada/detenida, a un punto muerto, totalmente parados, $system .. desconectado*`,
    'security or data loss': `
      hacke*, jaque*, pirate*, hacker*, ciberataque*, ataque*, atacante*, ransomware*, malware*, virus, troyano*
      spyware, phishing, suplantación, secuestro de datos, ddos, infectad*, intrusión*, intrusiones, intrus*
      brecha .. seguridad/datos, brechas .. seguridad/datos, violación .. seguridad/datos/privacidad, vulneración*
      vulnerad*, vulnerabilidad*, fallo de seguridad, falla de seguridad
      fuga/filtración/filtrado/filtrados/exposición/robo/sustracción .. datos/información/contraseñas, filtrac*
      incidente* de seguridad, amenaza* de seguridad, problema* de seguridad, incumplimiento .. seguridad
      comprometid* .. seguridad/datos/sistema*/cuenta*/información/acceso
      seguridad/datos/sistema*/cuenta*/servidor*/contraseña*/credencial* .. comprometid*, han sido comprometid*
      ha sido comprometid*, comprometió, comprometieron
      no autorizad* .. acceso*, acceso*/transacci*/actividad*/uso/cambio*/ingreso*/inicio*/cargo* .. no autorizad*
      acceso* indebid*, sin autorización .. accedi*, robad*, robo, robaron, hurto, fraude, fraudulent*, estafa*
      actividad*/acceso*/inicio*/transacci*/movimiento* .. sospechos*/inusual*/extrañ*/desconocid*
      sospechos* .. actividad*/acceso*/inicio*/correo*, datos/facturas/cuentas/pedidos de otros/otro/otras
      veo/ver/vemos .. otros clientes/usuarios, datos .. expuest*
      pérdida .. $data, perdimos/perdido/perdieron/perdió/borró/borraron/borrado/eliminado .. $data, $data ... $lost
      se perdieron, corrupción .. $data, corromp*, corrupt*`,
    danger: `
      incendio*, en llamas, se quema, humo, chispas, olor .. quemado/gas, huele .. quemado/gas, descarga eléctrica
      fuga de gas, explot*, explosión, herid*, lesionad*, reacción alérgica, reacciones alérgicas, peligro de muerte
      intoxic*, envenen*, monóxido de carbono`,
    dead: `
      no .. enciende/encienden/encender/arranca/arrancan/arrancar/inicia/inician/prende/carga/abre/abren/abrir/instalar/responde/responden/cargar/arrancado/encendió
      no se abre, no se inicia, no arranca, no enciende, dejó de funcionar/responder, dejaron de funcionar
      ha dejado de, han dejado de, deja de funcionar/responder, sin responder, no responde*
      pantalla negra/blanca/azul, pantalla .. en negro, no da señal, no da señales, muerto, muerta, ya no funciona*
      no funciona .. en absoluto, no funciona para nada, completamente/totalmente .. roto/rota/averiad*, averiad*
      estropead*, no .. instal*, no logra iniciar`,
    'no access': `
      no .. acceder/ingresar/entrar/loguear*/iniciar/accedo/conectarme/conectarnos/autenticar*/entro
      acceso .. denegad*/bloquead*/negad*/rechazad*/perdid*, bloqueo de cuenta, sin acceso, no .. acceso
      perdido .. acceso, perdimos .. acceso, denegado el acceso
      cuenta* .. bloquead*/suspendid*/deshabilitad*/desactivad*/inhabilitad*
      contraseña .. no/rechaz*/inválid*/incorrect*/expirad*/caducad*, restablecer .. contraseña .. no
      no .. restablecer/recuperar/cambiar .. contraseña, credenciales .. inválid*/rechazad*/incorrect*/no
      problema*/error*/dificultad*/fallo*/inconveniente* .. iniciar/acceder/acceso/sesión/login/ingresar/autentic*
      inicio de sesión .. falla/fallido/no/error, incapaz .. acceder, imposible .. acceder/iniciar/entrar, expulsad*`,
    crash: `
      se .. bloquea/bloquean/bloqueó/cuelga/cuelgan/colgó/congela/congelan/congeló/cierra/cierran/cerró/reinicia/reinician/apaga/apagan/apagó/traba/trabó
      bloqueo*, cuelgue*, congelad*, congelamiento*, colgad*, cierre* inesperad*, cierres, crash*, crashe*
      reinicio* inesperad*/constante*/aleatori*/repentin*, apagado* inesperad*, apagones inesperados, pantallazo*
      fallo* inesperad*, pantalla azul, se queda congelad*/colgad*/bloquead*/pillad*`,
    disruption: `
      interrump*, interrupci*, disrupci*, desconex*, desconecta*, desconect*, cortes, corta, se corta
      pierde .. conexión, pérdida .. conexión/conectividad/señal
      conexión .. cae/caen/pierde/perdida/inestable/corta/cortada, inestab*, tiempo de espera, tiempos de espera
      timeout*, expirado
      bloquead*, obstaculiz*, impide*, impidiendo, bloquea, bloquean, bloqueando, imposibilit*
      dificult* .. trabaj*/operac*, retras*, retrasos, demora*, lent*, lentitud, ralentiz*, degrada*, sobrecalent*
      sobrecarg*, latencia, falla, fallas, fallo, fallos, falló, fallan, fallaron, fallando, fallado, avería*
      mal funcionamiento, cuello de botella, estancad*, atascad*, error* 500/502/503/504
      no podemos/puedo/pueden .. procesar/continuar/completar/finalizar/enviar/operar`,
    severe: `
      grave, graves, gravemente, serio, serios, serias, severa*, severo*, crític*, significativ*, considerabl*
      problema* importante*, impacto importante, enorme*, masiv*, sustancial*, drástic*, catastrófic*, desastr*
      emergencia, alarmante*, extrem*, inaceptable*, intolerable*, fuertemente, generalizad*, gran problema
      grandes problemas
      varios/muchos/numerosos/múltiples/cientos/miles/diversos/varias/múltiples de? .. usuarios/clientes/dispositivos/equipos/departamentos/productos/sistemas/sucursales/sedes/empleados/entornos/oficinas/pacientes/sitios
      afect*/impact*/interrump*/perjudic*/obstaculiz*/comprome*/entorpec*/limit*/amenaz*/retras*/dañ* ... $work
      impacto .. $work, pérdida* .. económic*/financier*/ingresos/ventas/clientes, pérdidas
      perdiendo .. dinero/clientes/ventas, nos cuesta, empeor*, en riesgo, plazo* .. incumpl*/vence*`,
    urgent: `
      urgent*, urgencia, inmediat*, lo antes posible, cuanto antes, con prontitud, prontamente, pronta, rápid*
      rápidamente, prioridad, prioric*, emergencia, a la mayor brevedad, a la brevedad, de inmediato, ya mismo
      hoy mismo, próximas horas, próximas .. horas, asap, imperativ*, crítico`,
    issue: `
      no está/están *ando/*iendo, dos veces, vacío, vacía, en blanco, no pasa nada, incomplet*, borroso, cortado
      no se ve/ven/oye/aplica/aplican/borra/imprime/imprimen/instala/genera/generan/refleja/registra/reproduce/descarga/sube
      problema*, error, errores, fallo*, falla*, bug, bugs, defect*, dificultad*, inconveniente*, incidencia*
      incidente*, incorrect*, equivocad*, erróne*, discrepanc*, inconsisten*, incompatib*, compatibilidad
      conflicto*, inválid*, queja*, reclam*, sobrefactur*
      cobrad*/cobraron/cobraba/cargaron .. doble/dos/exceso/demás/más, doble cobro
      cobro* .. incorrect*/duplicad*/indebid*, facturaron/cobraron ... cancel*, rechazad*, falta, faltan, faltante*
      inesperad*, parpade*, atasco*, dañad*, rot*, defectuos*
      no .. funciona/funcionan/funcionaba/muestra/muestran/aparece/aparecen/actualiza/actualizan/sincroniza/sincronizan/guarda/guardan/carga/llega/llegan/recibo/recibimos/recibido/reconoce/reconocen/imprime/imprimir/conecta/conectan/conectar/envía/enviar/descargar/subir/guardar/pagar/comprar/encuentro/encuentra/coincide/coinciden/permite/deja/logra/logro/puedo/podemos/puede/pueden`,
    mild: `
      intermitent*, esporádic*, ocasional*, a veces, de vez en cuando, en ocasiones, algunas veces, temporalmente
      solución temporal/provisional, solución alternativa, temporal, provisional*, provisoria*, vía alternativa
      funciona parcialmente, no crític*, por ahora, mientras tanto .. usa*, aún puedo, todavía puedo, aún podemos
      todavía podemos, sigue funcionando, ya funciona, funciona .. nuevo, ya está resuelto, ya se resolvió
      restablecido ya, ha sido resuelto, a ratos, manualmente`,
    minor: `
      menor, menores, pequeño .. error/problema/fallo/bug/detalle/inconveniente/ajuste/cambio
      pequeña .. duda/falla/consulta/pregunta/molestia, pequeños .. errores/problemas/fallos/detalles, leve, leves
      levemente, ligero, ligera, ligeros, ligeramente, cosmétic*, estétic*, errata*, ortografía, ortográfic*
      insignificante*, trivial*, mínim*
      no es urgente, no es nada urgente, nada urgente, sin urgencia, no hay prisa, no corre prisa, sin prisa
      no se apresuren, nada grave, no es grave, cuando .. puedan/pueda/tiempo/tengan, baja prioridad, prioridad baja
      con calma, no molesta, simple curiosidad, puede esperar`,
    request: `
      solicit* .. $thing
      solicito/solicitamos/necesito/necesitamos/quiero/quisiera/queremos/gustaría/deseo/requiero/obtener/busco ... $thing
      solicitud* de? .. $thing, solicitud para, solicitud de, petición, consulta, consultas, consultar, pregunta
      preguntas, duda, dudas, presupuesto*, cotización*, precio, precios, tarifa*, descuento*, interesad*, interesa
      me interesa, considerando
      cómo puedo/podemos/se/hacer/configurar/integrar/funciona
      me gustaría .. saber/conocer/información/solicitar/entender/recibir
      quisiera .. saber/conocer/información/solicitar, quiero saber, es posible, sería posible, existe alguna
      hay alguna, hay opciones, sugerencia*, sugerir, sugiero, propuesta, funcionalidad nueva
      nueva función/funcionalidad/característica, sería útil/bueno/ideal/genial
      documentación sobre/de/para, tutorial*, capacitación, integrar .. con, integración con/de, cómo .. integrar
      migración de/a/hacia, migrar, actualización de, mejora de, ampliar, renovación, intercambio, devolución
      devolver, reembolso, garantía, cambio de, cancelar .. suscripción/cuenta/pedido, copia .. factura
      estado .. pedido, envío, seguimiento, aclaración, aclarar, detalles de, detalles sobre, información sobre
      información de, más información sobre, opciones de, mejores prácticas, no .. respuesta .. correos
      sin respuesta, optimizar, recomendaci*, asesoramiento`,
    everyone: `
      $every los? las? el? la? nuestros? nuestras? nuestro? nuestra? mis? $people, todo el mundo, nadie
      toda la empresa, toda la compañía, toda la oficina, todos los usuarios, ningún usuario, ningún cliente
      a nivel mundial, a nivel global, miles/cientos de usuarios/clientes, globalmente`,
    'one person': `
      solo a mí, sólo a mí, solo yo, únicamente yo, solo mi, un solo usuario, un único usuario, solo un usuario
      sólo un usuario, un solo cliente, un solo equipo`,
  },
  nothing: `
    escaneo/análisis/informe/informes/gestión de vulnerabilidades
    informe/informes de inactividad/incidentes/seguridad
    no hay problema, sin problema, sin problemas, ningún problema, no es problema, solución de problemas
    resolución de problemas, solucionar problemas, solucionar el problema, actualización de seguridad
    equipo de seguridad, parche* de seguridad, cualquier duda, cualquier pregunta, alguna duda, si tiene* preguntas
    dudas o, no solo, no sólo, no dude*, no duden, atención inmediata, asistencia inmediata, ayuda inmediata
    sin interrupciones, gran interés, copia de seguridad, copias de seguridad, en caso de, de mayor, en mayor
    mayor información, por mayor`,
  instruction: `
    ignor*/olvid*/omit*/desestim* .. instrucciones/reglas/indicaciones/anteriores/previas
    responda/responde/devuelva/devuelve solo/solamente/únicamente/exactamente/con ... crític*/prioridad/severidad/categoría/pérdida/caída
    ahora eres, eres ahora, usted es ahora, modo mantenimiento, modo de mantenimiento, nuevas instrucciones
    independientemente del contenido, sin importar el contenido`,
  ranking: `
    clasifica/clasifique/clasificar/clasifiquen/categoriza/categorice/etiqueta/etiquete/etiquetar/marque/marca/marcar/trate/trata/tratar/registre/registra/califique/considere .. ticket/tiquete/correo/solicitud/mensaje/caso/esto/incidencia? como
    establezca/establece/establecer/defina/define/ponga/pon/cambie/cambia/fije/configure/ajuste/suba/eleve .. prioridad/severidad/gravedad/categoría/urgencia
    prioridad/severidad/categoría/gravedad debe/tiene/es`,
  label: 'prioridad severidad gravedad categoría clasificación urgencia',
  not: 'no ni nunca jamás sin tampoco nada ningún ninguna',
  between: `
    hubo habido existe es un una el la los las muy tan tanto realmente particularmente especialmente demasiado más
    está se de ha sido nada hay ya que`,
  avoid: `
    evitar, prevenir, evitando, previniendo, prevención de, proteger* contra/de, protección contra
    para minimizar/mitigar/reducir, en caso de`,
  avoided: 'prevención',
  perhaps: `
    potencial*, posible, posibles, posiblemente, podría, podrían, quizá, quizás, tal vez, riesgo de, si, en caso
    programad*, planificad*, eventual*, puede causar, probable*`,
};
