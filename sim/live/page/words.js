// What the page says, in the program's three languages.
export const words = {
  en: {
    camera: 'camera', starting: 'getting the tracker ready', permission: 'waiting for your permission to use the camera',
    denied: 'the camera was not allowed: allow it in the address bar', none: 'no camera found: plug one in',
    unplugged: 'the camera was unplugged', nohand: 'show your hand to the camera', hand: 'the arm follows your hand',
    dark: 'too dark to see a hand: turn on a light', slow: 'this computer is too slow to follow well', lost: 'mirrorarm does not answer: is it running?',
    visible: 'this page must stay visible', waiting: 'somebody else leads the arm: you are next', password: 'open the link again that mirrorarm shows', broken: 'the tracker could not start',
  },
  zh: {
    camera: '摄像头', starting: '正在准备跟踪器', permission: '请允许使用摄像头',
    denied: '摄像头未获授权：请在地址栏中允许', none: '没有找到摄像头：请接上一个',
    unplugged: '摄像头已拔出', nohand: '请把手伸到摄像头前', hand: '机械臂正在跟随您的手',
    dark: '太暗，看不清手：请开灯', slow: '这台电脑太慢，跟不上动作', lost: 'mirrorarm 没有回应：它在运行吗？',
    visible: '此页面必须保持可见', waiting: '别人正在带动机械臂：请稍候', password: '请重新打开 mirrorarm 显示的链接', broken: '跟踪器无法启动',
  },
  ru: {
    camera: 'камера', starting: 'готовлю распознавание', permission: 'разрешите доступ к камере',
    denied: 'доступ к камере запрещён: разрешите его в адресной строке', none: 'камера не найдена: подключите её',
    unplugged: 'камера отключена', nohand: 'покажите руку камере', hand: 'манипулятор следует за вашей рукой',
    dark: 'слишком темно: включите свет', slow: 'этот компьютер слишком медленный', lost: 'mirrorarm не отвечает: он запущен?',
    visible: 'эта страница должна оставаться видимой', waiting: 'манипулятор следует за другим человеком: вы следующий', password: 'откройте заново ссылку, которую показывает mirrorarm', broken: 'распознавание не запустилось',
  },
};
