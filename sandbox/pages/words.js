/** The words of the phone itself (not of the bot), as the Telegram app would show them to its owner. */

const WORDS = {
  en: {
    start: "START", restart: "RESTART", message: "Message", menu: "Menu", bot: "bot", typing: "typing…", edited: "edited",
    unblock: "UNBLOCK", blocked: "This bot is blocked on this phone.", empty: "What can this bot do?", forwarded: "Forwarded message",
    photo: "Photo", voice: "Voice message", document: "File", location: "Location", contact: "Contact", video: "Video",
    audio: "Audio", sticker: "Sticker", poll: "Poll", today: "Today", ok: "OK",
  },
  fr: {
    start: "DÉMARRER", restart: "REDÉMARRER", message: "Message", menu: "Menu", bot: "bot", typing: "écrit…", edited: "modifié",
    unblock: "DÉBLOQUER", blocked: "Ce bot est bloqué sur ce téléphone.", empty: "Que peut faire ce bot ?", forwarded: "Message transféré",
    photo: "Photo", voice: "Message vocal", document: "Fichier", location: "Position", contact: "Contact", video: "Vidéo",
    audio: "Audio", sticker: "Sticker", poll: "Sondage", today: "Aujourd’hui", ok: "OK",
  },
  ar: {
    start: "ابدأ", restart: "إعادة البدء", message: "رسالة", menu: "القائمة", bot: "روبوت", typing: "يكتب…", edited: "معدلة",
    unblock: "إلغاء الحظر", blocked: "هذا الروبوت محظور على هذا الهاتف.", empty: "ماذا يمكن لهذا الروبوت أن يفعل؟", forwarded: "رسالة معاد توجيهها",
    photo: "صورة", voice: "رسالة صوتية", document: "ملف", location: "الموقع", contact: "جهة اتصال", video: "فيديو",
    audio: "صوت", sticker: "ملصق", poll: "استطلاع", today: "اليوم", ok: "موافق",
  },
};

export const wordsFor = (language) => WORDS[(language || "en").slice(0, 2)] || WORDS.en;
