<?xml version="1.0" encoding="utf-8"?>
<!DOCTYPE TS>
<TS version="2.1" language="zh_CN">
<context>
    <name></name>
    <message>
        <source>Known of shop lives in the US (May 2026): no AI voices, no recordings, and no drawn figure over more than half of the picture; AI content must be labelled. Speak yourself, through the microphone.</source>
        <translation>已知美国商店直播的规则（2026 年 5 月）：不得使用 AI 语音和录音，绘制的人物不得占画面一半以上；AI 内容必须标注。请用麦克风亲自说话。</translation>
    </message>
    <message>
        <source>Known: a virtual host is registered beforehand, driven by a real, verified person, and labelled clearly. Since September 2025 the label must be seen and stand in the file, with words of a twentieth of the shorter side.</source>
        <translation>已知：虚拟主播须事先登记、由真实且经过认证的人驱动，并有清晰标识。自 2025 年 9 月起，标识必须可见并写入文件，文字高度不低于最短边的二十分之一。</translation>
    </message>
    <message>
        <source>Known: tick “altered or synthetic content” when you set up the stream. Channels with much that is mass-produced may lose their income.</source>
        <translation>已知：设置直播时请勾选“经过更改或合成的内容”。大量生产内容的频道可能失去收益。</translation>
    </message>
    <message>
        <source>No rule on AI hosts is known. You answer for every word that the host says.</source>
        <translation>没有已知的 AI 主播规则。主播说的每一句话由你负责。</translation>
    </message>
    <message>
        <source>Known: from August 2026 viewers must be told that a lifelike host is made by AI (AI Act, Article 50), and files must carry a mark.</source>
        <translation>已知：自 2026 年 8 月起，必须告知观众逼真的主播由 AI 生成（《人工智能法》第 50 条），文件也必须带有标记。</translation>
    </message>
    <message>
        <source>This is advice of mid 2026 and no legal opinion: read the platform&apos;s own rules.</source>
        <translation>以上是 2026 年年中的建议，不是法律意见：请阅读平台自己的规则。</translation>
    </message>
    <message>
        <source>General</source>
        <translation>常规</translation>
    </message>
    <message>
        <source>Mirror the preview</source>
        <translation>镜像预览</translation>
    </message>
    <message>
        <source>Video</source>
        <translation>视频</translation>
    </message>
    <message>
        <source>AI Label</source>
        <translation>AI 标签</translation>
    </message>
    <message>
        <source>Virtual Camera</source>
        <translation>虚拟摄像机</translation>
    </message>
    <message>
        <source>Graphics card</source>
        <translation>显卡</translation>
    </message>
    <message>
        <source>Avatars</source>
        <translation>虚拟形象</translation>
    </message>
    <message>
        <source>Import of pictures</source>
        <translation>图片导入</translation>
    </message>
    <message>
        <source>Voice of typed lines</source>
        <translation>文字的语音</translation>
    </message>
    <message>
        <source>Microphone</source>
        <translation>麦克风</translation>
    </message>
    <message>
        <source>Sound in other programs</source>
        <translation>其他程序中的声音</translation>
    </message>
    <message>
        <source>Virtual camera</source>
        <translation>虚拟摄像机</translation>
    </message>
    <message>
        <source>Recording</source>
        <translation>录制</translation>
    </message>
    <message>
        <source>Disk</source>
        <translation>磁盘</translation>
    </message>
    <message>
        <source>Clock</source>
        <translation>时钟</translation>
    </message>
    <message>
        <source>Staying awake</source>
        <translation>保持唤醒</translation>
    </message>
    <message>
        <source>Checking…</source>
        <translation>正在检查…</translation>
    </message>
    <message>
        <source>1 thing will not work.</source>
        <translation>有 1 项无法工作。</translation>
    </message>
    <message>
        <source>{count} things will not work.</source>
        <translation>有 {count} 项无法工作。</translation>
    </message>
    <message>
        <source>Ready; 1 thing could be better.</source>
        <translation>已就绪；有 1 项可以更好。</translation>
    </message>
    <message>
        <source>Ready; {count} things could be better.</source>
        <translation>已就绪；有 {count} 项可以更好。</translation>
    </message>
    <message>
        <source>Everything is ready.</source>
        <translation>一切就绪。</translation>
    </message>
    <message>
        <source>Audio</source>
        <translation>音频</translation>
    </message>
    <message>
        <source>Noise suppression</source>
        <translation>降噪</translation>
    </message>
    <message>
        <source>Gate</source>
        <translation>噪声门</translation>
    </message>
    <message>
        <source>Gate opens at</source>
        <translation>噪声门开启于</translation>
    </message>
    <message>
        <source>dBFS</source>
        <translation>dBFS</translation>
    </message>
    <message>
        <source>Microphone gain</source>
        <translation>麦克风增益</translation>
    </message>
    <message>
        <source>dB</source>
        <translation>dB</translation>
    </message>
    <message>
        <source>Hear my own voice</source>
        <translation>听到自己的声音</translation>
    </message>
    <message>
        <source>Voice</source>
        <translation>语音</translation>
    </message>
    <message>
        <source>Connection</source>
        <translation>连接</translation>
    </message>
    <message>
        <source>Graphics Card</source>
        <translation>显卡</translation>
    </message>
    <message>
        <source>Models</source>
        <translation>模型</translation>
    </message>
    <message>
        <source>Storage</source>
        <translation>存储</translation>
    </message>
    <message>
        <source>Hotkeys</source>
        <translation>热键</translation>
    </message>
    <message>
        <source>Remote Control</source>
        <translation>远程控制</translation>
    </message>
    <message>
        <source>Advanced</source>
        <translation>高级</translation>
    </message>
    <message>
        <source>As the system</source>
        <translation>跟随系统</translation>
    </message>
    <message>
        <source>Dark</source>
        <translation>深色</translation>
    </message>
    <message>
        <source>Light</source>
        <translation>浅色</translation>
    </message>
    <message>
        <source>All controls</source>
        <translation>所有控件</translation>
    </message>
    <message>
        <source>Simple</source>
        <translation>简单</translation>
    </message>
    <message>
        <source>Window</source>
        <translation>窗口</translation>
    </message>
    <message>
        <source>Theme</source>
        <translation>主题</translation>
    </message>
    <message>
        <source>Language</source>
        <translation>语言</translation>
    </message>
    <message>
        <source>Safe areas</source>
        <translation>安全区</translation>
    </message>
    <message>
        <source>Report after a show</source>
        <translation>直播结束后写报告</translation>
    </message>
    <message>
        <source>Icon in the system tray</source>
        <translation>系统托盘图标</translation>
    </message>
    <message>
        <source>Minimise to the tray</source>
        <translation>最小化到托盘</translation>
    </message>
    <message>
        <source>Start minimised</source>
        <translation>启动时最小化</translation>
    </message>
    <message>
        <source>Check for updates</source>
        <translation>检查更新</translation>
    </message>
    <message>
        <source>1280 × 720 (16:9)</source>
        <translation>1280 × 720 (16:9)</translation>
    </message>
    <message>
        <source>1920 × 1080 (16:9)</source>
        <translation>1920 × 1080 (16:9)</translation>
    </message>
    <message>
        <source>720 × 1280 (9:16, portrait)</source>
        <translation>720 × 1280（9:16，竖屏）</translation>
    </message>
    <message>
        <source>1080 × 1920 (9:16, portrait)</source>
        <translation>1080 × 1920（9:16，竖屏）</translation>
    </message>
    <message>
        <source>Colour</source>
        <translation>颜色</translation>
    </message>
    <message>
        <source>Green screen</source>
        <translation>绿幕</translation>
    </message>
    <message>
        <source>Image</source>
        <translation>图片</translation>
    </message>
    <message>
        <source>Show all of it</source>
        <translation>完整显示</translation>
    </message>
    <message>
        <source>Fill the picture</source>
        <translation>填满画面</translation>
    </message>
    <message>
        <source>Fill the width</source>
        <translation>填满宽度</translation>
    </message>
    <message>
        <source>Size</source>
        <translation>尺寸</translation>
    </message>
    <message>
        <source>Frame rate</source>
        <translation>帧率</translation>
    </message>
    <message>
        <source>{fps} fps</source>
        <translation>{fps} fps</translation>
    </message>
    <message>
        <source>Background</source>
        <translation>背景</translation>
    </message>
    <message>
        <source>Background colour</source>
        <translation>背景颜色</translation>
    </message>
    <message>
        <source>Background image</source>
        <translation>背景图片</translation>
    </message>
    <message>
        <source>none</source>
        <translation>无</translation>
    </message>
    <message>
        <source>Avatar fit</source>
        <translation>虚拟形象适配</translation>
    </message>
    <message>
        <source>Avatar size</source>
        <translation>虚拟形象大小</translation>
    </message>
    <message>
        <source>Avatar position, across</source>
        <translation>虚拟形象水平位置</translation>
    </message>
    <message>
        <source>Avatar position, down</source>
        <translation>虚拟形象垂直位置</translation>
    </message>
    <message>
        <source>Subtitles file</source>
        <translation>字幕文件</translation>
    </message>
    <message>
        <source>AI avatar</source>
        <translation>AI avatar（英文）</translation>
    </message>
    <message>
        <source>AI generated</source>
        <translation>AI generated（英文）</translation>
    </message>
    <message>
        <source>AI 生成 (Chinese)</source>
        <translation>AI 生成</translation>
    </message>
    <message>
        <source>Top left</source>
        <translation>左上</translation>
    </message>
    <message>
        <source>Top right</source>
        <translation>右上</translation>
    </message>
    <message>
        <source>Bottom left</source>
        <translation>左下</translation>
    </message>
    <message>
        <source>Bottom right</source>
        <translation>右下</translation>
    </message>
    <message>
        <source>Small</source>
        <translation>小</translation>
    </message>
    <message>
        <source>Medium</source>
        <translation>中</translation>
    </message>
    <message>
        <source>Large</source>
        <translation>大</translation>
    </message>
    <message>
        <source>Where it is shown</source>
        <translation>播出平台</translation>
    </message>
    <message>
        <source>Label the picture</source>
        <translation>给画面加标签</translation>
    </message>
    <message>
        <source>Words</source>
        <translation>文字</translation>
    </message>
    <message>
        <source>Corner</source>
        <translation>角落</translation>
    </message>
    <message>
        <source>Nowhere in particular</source>
        <translation>不限定</translation>
    </message>
    <message>
        <source>TikTok Shop</source>
        <translation>TikTok Shop</translation>
    </message>
    <message>
        <source>Douyin</source>
        <translation>抖音</translation>
    </message>
    <message>
        <source>YouTube</source>
        <translation>YouTube</translation>
    </message>
    <message>
        <source>Twitch</source>
        <translation>Twitch</translation>
    </message>
    <message>
        <source>European Union</source>
        <translation>欧盟</translation>
    </message>
    <message>
        <source>Automatic</source>
        <translation>自动</translation>
    </message>
    <message>
        <source>OBS Virtual Camera</source>
        <translation>OBS 虚拟摄像机</translation>
    </message>
    <message>
        <source>Unity Capture (Windows)</source>
        <translation>Unity Capture (Windows)</translation>
    </message>
    <message>
        <source>v4l2loopback (Linux)</source>
        <translation>v4l2loopback (Linux)</translation>
    </message>
    <message>
        <source>BT.709: right in OBS</source>
        <translation>BT.709：适合 OBS</translation>
    </message>
    <message>
        <source>BT.601: right in browsers and video calls</source>
        <translation>BT.601：适合浏览器和视频通话</translation>
    </message>
    <message>
        <source>Camera system</source>
        <translation>摄像机系统</translation>
    </message>
    <message>
        <source>Device</source>
        <translation>设备</translation>
    </message>
    <message>
        <source>The first that is free</source>
        <translation>第一个空闲的</translation>
    </message>
    <message>
        <source>Colours</source>
        <translation>色彩</translation>
    </message>
    <message>
        <source>Browser source</source>
        <translation>浏览器来源</translation>
    </message>
    <message>
        <source>Mute</source>
        <translation>静音</translation>
    </message>
    <message>
        <source>Set Sync Offset</source>
        <translation>设置同步偏移</translation>
    </message>
    <message>
        <source>Leave as it is</source>
        <translation>保持不变</translation>
    </message>
    <message>
        <source>OBS shows</source>
        <translation>OBS 显示</translation>
    </message>
    <message>
        <source>Microphone in OBS</source>
        <translation>OBS 中的麦克风</translation>
    </message>
    <message>
        <source>Transparent background</source>
        <translation>透明背景</translation>
    </message>
    <message>
        <source>Port of the browser source</source>
        <translation>浏览器来源的端口</translation>
    </message>
    <message>
        <source>Port of OBS</source>
        <translation>OBS 的端口</translation>
    </message>
    <message>
        <source>Small file</source>
        <translation>小文件</translation>
    </message>
    <message>
        <source>Good</source>
        <translation>良好</translation>
    </message>
    <message>
        <source>Best, large file</source>
        <translation>最佳，大文件</translation>
    </message>
    <message>
        <source>Hardware, if there is one</source>
        <translation>有硬件时用硬件</translation>
    </message>
    <message>
        <source>Software</source>
        <translation>软件</translation>
    </message>
    <message>
        <source>Folder</source>
        <translation>文件夹</translation>
    </message>
    <message>
        <source>the system&apos;s videos folder</source>
        <translation>系统的视频文件夹</translation>
    </message>
    <message>
        <source>File name</source>
        <translation>文件名</translation>
    </message>
    <message>
        <source>Quality</source>
        <translation>质量</translation>
    </message>
    <message>
        <source>Encoder</source>
        <translation>编码器</translation>
    </message>
    <message>
        <source>espeak-ng (robotic, always there)</source>
        <translation>espeak-ng（机械音，始终可用）</translation>
    </message>
    <message>
        <source>The system&apos;s voices</source>
        <translation>系统语音</translation>
    </message>
    <message>
        <source>Edge online voices (Microsoft)</source>
        <translation>Edge 在线语音 (Microsoft)</translation>
    </message>
    <message>
        <source>Speech server (OpenAI or compatible)</source>
        <translation>语音服务器（OpenAI 或兼容）</translation>
    </message>
    <message>
        <source>OmniRT speech (IndexTTS)</source>
        <translation>OmniRT 语音 (IndexTTS)</translation>
    </message>
    <message>
        <source>Neural voices (offline)</source>
        <translation>神经网络语音（离线）</translation>
    </message>
    <message>
        <source>PCM: begins soonest</source>
        <translation>PCM：开始最快</translation>
    </message>
    <message>
        <source>WAVE</source>
        <translation>WAVE</translation>
    </message>
    <message>
        <source>MP3: fewest data</source>
        <translation>MP3：数据最少</translation>
    </message>
    <message>
        <source>Who speaks</source>
        <translation>由谁说话</translation>
    </message>
    <message>
        <source>Speed</source>
        <translation>语速</translation>
    </message>
    <message>
        <source>Pitch</source>
        <translation>音高</translation>
    </message>
    <message>
        <source>semitones</source>
        <translation>半音</translation>
    </message>
    <message>
        <source>Volume</source>
        <translation>音量</translation>
    </message>
    <message>
        <source>Lines that may wait</source>
        <translation>最多等待的行数</translation>
    </message>
    <message>
        <source>Speech server</source>
        <translation>语音服务器</translation>
    </message>
    <message>
        <source>Its model</source>
        <translation>它的模型</translation>
    </message>
    <message>
        <source>Its sound</source>
        <translation>它的声音格式</translation>
    </message>
    <message>
        <source>OmniRT speech server</source>
        <translation>OmniRT 语音服务器</translation>
    </message>
    <message>
        <source>What there is</source>
        <translation>自动选择</translation>
    </message>
    <message>
        <source>CUDA</source>
        <translation>CUDA</translation>
    </message>
    <message>
        <source>Ascend</source>
        <translation>昇腾</translation>
    </message>
    <message>
        <source>A stand-in, to try things out</source>
        <translation>试用的替身</translation>
    </message>
    <message>
        <source>Program</source>
        <translation>程序</translation>
    </message>
    <message>
        <source>Port</source>
        <translation>端口</translation>
    </message>
    <message>
        <source>OBS</source>
        <translation>OBS</translation>
    </message>
    <message>
        <source>found by itself</source>
        <translation>自动查找</translation>
    </message>
    <message>
        <source>Computes on</source>
        <translation>计算设备</translation>
    </message>
    <message>
        <source>Let it run on when the studio ends</source>
        <translation>工作室退出后让它继续运行</translation>
    </message>
    <message>
        <source>Built in</source>
        <translation>内置</translation>
    </message>
    <message>
        <source>Test card</source>
        <translation>测试卡</translation>
    </message>
    <message>
        <source>OmniRT server</source>
        <translation>OmniRT 服务器</translation>
    </message>
    <message>
        <source>This computer&apos;s graphics card</source>
        <translation>本机的显卡</translation>
    </message>
    <message>
        <source>FlashTalk</source>
        <translation>FlashTalk</translation>
    </message>
    <message>
        <source>Wav2Lip</source>
        <translation>Wav2Lip</translation>
    </message>
    <message>
        <source>QuickTalk</source>
        <translation>QuickTalk</translation>
    </message>
    <message>
        <source>MuseTalk</source>
        <translation>MuseTalk</translation>
    </message>
    <message>
        <source>FasterLivePortrait</source>
        <translation>FasterLivePortrait</translation>
    </message>
    <message>
        <source>FlashHead</source>
        <translation>FlashHead</translation>
    </message>
    <message>
        <source>never</source>
        <translation>从不</translation>
    </message>
    <message>
        <source>The host at rest</source>
        <translation>休息中的主播</translation>
    </message>
    <message>
        <source>The built-in engine</source>
        <translation>内置引擎</translation>
    </message>
    <message>
        <source>min</source>
        <translation>分钟</translation>
    </message>
    <message>
        <source>Engine</source>
        <translation>引擎</translation>
    </message>
    <message>
        <source>Model</source>
        <translation>模型</translation>
    </message>
    <message>
        <source>Server</source>
        <translation>服务器</translation>
    </message>
    <message>
        <source>Encryption</source>
        <translation>加密</translation>
    </message>
    <message>
        <source>While it is away</source>
        <translation>它不在时</translation>
    </message>
    <message>
        <source>Give back after</source>
        <translation>归还时间</translation>
    </message>
    <message>
        <source>Renew after</source>
        <translation>续订时间</translation>
    </message>
    <message>
        <source>Wait for a slot</source>
        <translation>等待名额</translation>
    </message>
    <message>
        <source>s</source>
        <translation>秒</translation>
    </message>
    <message>
        <source>Prompt</source>
        <translation>提示词</translation>
    </message>
    <message>
        <source>Seed</source>
        <translation>种子</translation>
    </message>
    <message>
        <source>The best that the card holds</source>
        <translation>显卡能承受的最佳模型</translation>
    </message>
    <message>
        <source>FlashHead Lite (6 GB)</source>
        <translation>FlashHead Lite (6 GB)</translation>
    </message>
    <message>
        <source>FlashHead Pro (8 GB)</source>
        <translation>FlashHead Pro (8 GB)</translation>
    </message>
    <message>
        <source>FlashTalk (40 GB)</source>
        <translation>FlashTalk (40 GB)</translation>
    </message>
    <message>
        <source>Wav2Lip (2 GB)</source>
        <translation>Wav2Lip (2 GB)</translation>
    </message>
    <message>
        <source>What the card wants</source>
        <translation>显卡需要的</translation>
    </message>
    <message>
        <source>NVIDIA (CUDA)</source>
        <translation>NVIDIA (CUDA)</translation>
    </message>
    <message>
        <source>AMD (ROCm)</source>
        <translation>AMD (ROCm)</translation>
    </message>
    <message>
        <source>No card (processor)</source>
        <translation>无显卡（处理器）</translation>
    </message>
    <message>
        <source>As published</source>
        <translation>与发布时相同</translation>
    </message>
    <message>
        <source>8 bits, whole numbers</source>
        <translation>8 位整数</translation>
    </message>
    <message>
        <source>8 bits, floating point</source>
        <translation>8 位浮点</translation>
    </message>
    <message>
        <source>The game</source>
        <translation>游戏</translation>
    </message>
    <message>
        <source>Neither</source>
        <translation>都不优先</translation>
    </message>
    <message>
        <source>The host</source>
        <translation>主播</translation>
    </message>
    <message>
        <source>Its folder</source>
        <translation>它的文件夹</translation>
    </message>
    <message>
        <source>Speech encoder</source>
        <translation>语音编码器</translation>
    </message>
    <message>
        <source>beside the model</source>
        <translation>在模型旁边</translation>
    </message>
    <message>
        <source>Memory, at most</source>
        <translation>内存上限</translation>
    </message>
    <message>
        <source>GB</source>
        <translation>GB</translation>
    </message>
    <message>
        <source>Comes first</source>
        <translation>优先</translation>
    </message>
    <message>
        <source>Leave the card after</source>
        <translation>离开显卡的时间</translation>
    </message>
    <message>
        <source>Steps</source>
        <translation>步数</translation>
    </message>
    <message>
        <source>Pictures at once</source>
        <translation>每次画面数</translation>
    </message>
    <message>
        <source>Sound heard again</source>
        <translation>重听的声音</translation>
    </message>
    <message>
        <source>Recorded work</source>
        <translation>录制的工作</translation>
    </message>
    <message>
        <source>Compiled</source>
        <translation>编译</translation>
    </message>
    <message>
        <source>Precision</source>
        <translation>精度</translation>
    </message>
    <message>
        <source>Small decoder</source>
        <translation>小解码器</translation>
    </message>
    <message>
        <source>the model&apos;s own</source>
        <translation>模型自带的</translation>
    </message>
    <message>
        <source>PyTorch for</source>
        <translation>PyTorch 用于</translation>
    </message>
    <message>
        <source>PyTorch from</source>
        <translation>PyTorch 来源</translation>
    </message>
    <message>
        <source>PyTorch&apos;s own index</source>
        <translation>PyTorch 自己的索引</translation>
    </message>
    <message>
        <source>The rest from</source>
        <translation>其余来源</translation>
    </message>
    <message>
        <source>PyPI</source>
        <translation>PyPI</translation>
    </message>
    <message>
        <source>Python from</source>
        <translation>Python 来源</translation>
    </message>
    <message>
        <source>GitHub</source>
        <translation>GitHub</translation>
    </message>
    <message>
        <source>PyTorch&apos;s Python</source>
        <translation>PyTorch 的 Python</translation>
    </message>
    <message>
        <source>beside the studio</source>
        <translation>在工作室旁边</translation>
    </message>
    <message>
        <source>Their folder</source>
        <translation>它们的文件夹</translation>
    </message>
    <message>
        <source>in the studio&apos;s data folder</source>
        <translation>在工作室的数据文件夹中</translation>
    </message>
    <message>
        <source>Download from</source>
        <translation>下载来源</translation>
    </message>
    <message>
        <source>Models, at most</source>
        <translation>模型上限</translation>
    </message>
    <message>
        <source>Recordings, at most</source>
        <translation>录制上限</translation>
    </message>
    <message>
        <source>Quantised, at most</source>
        <translation>量化权重上限</translation>
    </message>
    <message>
        <source>MB</source>
        <translation>MB</translation>
    </message>
    <message>
        <source>Drawn hosts, at most</source>
        <translation>已绘制主播上限</translation>
    </message>
    <message>
        <source>Logs, at most</source>
        <translation>日志上限</translation>
    </message>
    <message>
        <source>Let other programs lead the studio</source>
        <translation>允许其他程序控制工作室</translation>
    </message>
    <message>
        <source>Let in my network, too</source>
        <translation>也允许我的网络访问</translation>
    </message>
    <message>
        <source>Lines wait for my approval</source>
        <translation>台词需经我批准</translation>
    </message>
    <message>
        <source>In a process of its own</source>
        <translation>在单独的进程中</translation>
    </message>
    <message>
        <source>Inside the studio</source>
        <translation>在工作室内部</translation>
    </message>
    <message>
        <source>The engine runs</source>
        <translation>引擎运行于</translation>
    </message>
    <message>
        <source>A driver or a program that is asked here hangs: restart it, or the computer.</source>
        <translation>这里询问的驱动或程序没有响应：请重启它或电脑。</translation>
    </message>
    <message>
        <source>A message is a JSON object.</source>
        <translation>消息是一个 JSON 对象。</translation>
    </message>
    <message>
        <source>A minimised window leaves the task bar; the icon in the tray brings it back.</source>
        <translation>最小化的窗口离开任务栏；托盘图标可将其恢复。</translation>
    </message>
    <message>
        <source>A part of the face lies outside the picture.</source>
        <translation>脸的一部分在图片之外。</translation>
    </message>
    <message>
        <source>A person is talking. Only the foreground characters are moving, the background remains static.</source>
        <translation>A person is talking. Only the foreground characters are moving, the background remains static.</translation>
    </message>
    <message>
        <source>A proxy answers at {0}, but the server behind it does not (error {1}).</source>
        <translation>{0} 处有代理应答，但它后面的服务器没有（错误 {1}）。</translation>
    </message>
    <message>
        <source>A recording is being made.</source>
        <translation>正在录制。</translation>
    </message>
    <message>
        <source>A request is a JSON object like {&quot;id&quot;: 1, &quot;do&quot;: &quot;say&quot;, &quot;with&quot;: {&quot;text&quot;: &quot;Hello&quot;}}.</source>
        <translation>请求是一个 JSON 对象，例如 {&quot;id&quot;: 1, &quot;do&quot;: &quot;say&quot;, &quot;with&quot;: {&quot;text&quot;: &quot;Hello&quot;}}。</translation>
    </message>
    <message>
        <source>A scene holds {0} layers, and no more.</source>
        <translation>一个场景最多有 {0} 个图层。</translation>
    </message>
    <message>
        <source>A script is still being read or written.</source>
        <translation>仍在读取或写入脚本。</translation>
    </message>
    <message>
        <source>A server that has no room for another session is asked for so many seconds before it is a problem.</source>
        <translation>服务器没有空闲会话时，询问这么多秒之后才算问题。</translation>
    </message>
    <message>
        <source>A session is renewed after so many minutes, where nobody hears it; 0: never.</source>
        <translation>会话在这么多分钟后、无人听到时续订；0：从不。</translation>
    </message>
    <message>
        <source>A session warms it up as well: press Connect in the status bar.</source>
        <translation>会话也会预热它：请按状态栏中的“连接”。</translation>
    </message>
    <message>
        <source>A session was created and has drawn silence: {0} pictures a second, chunks of {1}.</source>
        <translation>已建立会话并绘制了静音：每秒 {0} 张画面，每块 {1}。</translation>
    </message>
    <message>
        <source>A show is live, which a second session could end: verify before you go live.</source>
        <translation>节目正在直播，第二个会话可能会中断它：请在直播前验证。</translation>
    </message>
    <message>
        <source>A small decoder (taew2_1) for FlashHead Pro and FlashTalk: faster, a little softer; empty: their own.</source>
        <translation>FlashHead Pro 和 FlashTalk 的小解码器 (taew2_1)：更快，略柔和；留空：用它们自己的。</translation>
    </message>
    <message>
        <source>A standalone server answers at {0} within {1} ms.</source>
        <translation>独立服务器在 {0} 于 {1} 毫秒内响应。</translation>
    </message>
    <message>
        <source>A standalone server has no warm-up of its own.</source>
        <translation>独立服务器没有自己的预热。</translation>
    </message>
    <message>
        <source>AI avatar: the person in this video was generated by a computer.</source>
        <translation>AI avatar: the person in this video was generated by a computer.</translation>
    </message>
    <message>
        <source>Add another one first.</source>
        <translation>请先添加另一个。</translation>
    </message>
    <message>
        <source>Add your user to the group video, and log in again.</source>
        <translation>请把你的用户加入 video 组，然后重新登录。</translation>
    </message>
    <message>
        <source>Address of a package index that has PyTorch for this card; empty: PyTorch&apos;s own.</source>
        <translation>提供此显卡 PyTorch 的包索引地址；留空：PyTorch 自己的。</translation>
    </message>
    <message>
        <source>Address of a server that speaks like OpenAI&apos;s: what stands before /audio/speech.</source>
        <translation>与 OpenAI 兼容的语音服务器地址：/audio/speech 之前的部分。</translation>
    </message>
    <message>
        <source>Address of an OmniRT server that makes speech. Better not the one that renders: it would stop for every line.</source>
        <translation>生成语音的 OmniRT 服务器地址。最好不是渲染画面的那一台：它每说一行都会停顿。</translation>
    </message>
    <message>
        <source>Address of the package index for everything else; empty: PyPI.</source>
        <translation>其余内容的包索引地址；留空：PyPI。</translation>
    </message>
    <message>
        <source>All settings are as they came.</source>
        <translation>所有设置都是初始值。</translation>
    </message>
    <message>
        <source>Allow it in System Settings &gt; General &gt; Login Items &amp; Extensions &gt; Camera Extensions.</source>
        <translation>请在“系统设置 &gt; 通用 &gt; 登录项与扩展 &gt; 相机扩展”中允许它。</translation>
    </message>
    <message>
        <source>Allow it in System Settings &gt; Privacy &amp; Security &gt; Camera.</source>
        <translation>请在“系统设置 &gt; 隐私与安全性 &gt; 摄像头”中允许。</translation>
    </message>
    <message>
        <source>Allow it in Windows&apos; Settings &gt; Privacy &amp; security &gt; Camera.</source>
        <translation>请在 Windows 的“设置 &gt; 隐私和安全性 &gt; 相机”中允许。</translation>
    </message>
    <message>
        <source>Allow the extension under Camera Extensions.</source>
        <translation>请在“相机扩展”中允许该扩展。</translation>
    </message>
    <message>
        <source>Allow the studio to use the microphone in the system&apos;s privacy settings.</source>
        <translation>请在系统的隐私设置中允许本软件使用麦克风。</translation>
    </message>
    <message>
        <source>An icon in the system tray with what matters on air.</source>
        <translation>系统托盘中的图标，提供直播时重要的操作。</translation>
    </message>
    <message>
        <source>Another FlashTalk Studio has taken the virtual camera over.</source>
        <translation>另一个 FlashTalk Studio 接管了虚拟摄像机。</translation>
    </message>
    <message>
        <source>Another avatar with the id {0} is in {1}.</source>
        <translation>另一个 id 为 {0} 的虚拟形象在 {1}。</translation>
    </message>
    <message>
        <source>Another program has {0} already.</source>
        <translation>{0} 已被其他程序占用。</translation>
    </message>
    <message>
        <source>Another server answers on port {0} already.</source>
        <translation>端口 {0} 上已有另一台服务器应答。</translation>
    </message>
    <message>
        <source>Approve or discard some of them.</source>
        <translation>请批准或丢弃其中一些。</translation>
    </message>
    <message>
        <source>Ask at each start whether a newer version was published, where this one came from. Nothing is installed.</source>
        <translation>每次启动时，向本版本的发布处询问是否有新版本。不会安装任何内容。</translation>
    </message>
    <message>
        <source>Ask for a correct avatar where it came from.</source>
        <translation>请向来源索取正确的虚拟形象。</translation>
    </message>
    <message>
        <source>Audio device, by friendly name; empty: no sound device.</source>
        <translation>音频设备的名称；留空：不用声音设备。</translation>
    </message>
    <message>
        <source>Avatar {0} has no reference picture.</source>
        <translation>虚拟形象 {0} 没有参考图片。</translation>
    </message>
    <message>
        <source>Avatar {0} names a file outside its own folder: {1}.</source>
        <translation>虚拟形象 {0} 指向了自己文件夹之外的文件：{1}。</translation>
    </message>
    <message>
        <source>Background colour.</source>
        <translation>背景颜色。</translation>
    </message>
    <message>
        <source>Background picture, cropped to fill.</source>
        <translation>背景图片，裁剪填满。</translation>
    </message>
    <message>
        <source>Begin another session.</source>
        <translation>请开始另一个会话。</translation>
    </message>
    <message>
        <source>Binary message must start with &apos;AUDI&apos; magic.</source>
        <translation>二进制消息必须以 &apos;AUDI&apos; 标记开头。</translation>
    </message>
    <message>
        <source>Browsers may not see the virtual camera {0}: its driver was loaded without exclusive_caps=1.</source>
        <translation>浏览器可能看不到虚拟摄像机 {0}：其驱动加载时未设置 exclusive_caps=1。</translation>
    </message>
    <message>
        <source>Camera system.</source>
        <translation>摄像机系统。</translation>
    </message>
    <message>
        <source>Cap the game&apos;s frame rate or lower its settings, before the picture has to be made smaller.</source>
        <translation>请限制游戏的帧率或降低其设置，否则画面将不得不缩小。</translation>
    </message>
    <message>
        <source>Cap the game&apos;s frame rate or lower its settings; then press Try Again in the status bar.</source>
        <translation>请限制游戏的帧率或降低其设置；然后按状态栏中的“重试”。</translation>
    </message>
    <message>
        <source>Change its permissions or copy it.</source>
        <translation>请更改它的权限，或复制一份。</translation>
    </message>
    <message>
        <source>Change the id in one of the two manifests.</source>
        <translation>请更改其中一个清单里的 id。</translation>
    </message>
    <message>
        <source>Change the line.</source>
        <translation>请修改这一行。</translation>
    </message>
    <message>
        <source>Check address, model and voice in Settings &gt; Voice.</source>
        <translation>请在“设置 &gt; 语音”中检查地址、模型和语音。</translation>
    </message>
    <message>
        <source>Check again. OBS need not run; its own virtual camera must be stopped.</source>
        <translation>重新检查。无需运行 OBS；但它自己的虚拟摄像机必须停止。</translation>
    </message>
    <message>
        <source>Check again: the studio then loads it for you.</source>
        <translation>重新检查：之后本软件会为你加载它。</translation>
    </message>
    <message>
        <source>Check again: the studio then makes the cable by itself.</source>
        <translation>重新检查：之后本软件会自行建立虚拟声卡。</translation>
    </message>
    <message>
        <source>Check that the address and port in the settings are those of an OmniRT server.</source>
        <translation>请检查设置中的地址和端口是否属于 OmniRT 服务器。</translation>
    </message>
    <message>
        <source>Check that the address in the settings is that of an OmniRT server, and its version.</source>
        <translation>请检查设置中的地址是否属于 OmniRT 服务器，以及它的版本。</translation>
    </message>
    <message>
        <source>Check the address and your connection.</source>
        <translation>请检查地址和网络连接。</translation>
    </message>
    <message>
        <source>Check the address, your connection, and the firewall there.</source>
        <translation>请检查地址、网络连接以及对方的防火墙。</translation>
    </message>
    <message>
        <source>Check the drive, or choose another folder in Settings.</source>
        <translation>请检查硬盘，或在设置中选择另一个文件夹。</translation>
    </message>
    <message>
        <source>Check the drive, or choose another folder in Settings. What was written before can be played.</source>
        <translation>请检查硬盘，或在设置中选择另一个文件夹。之前写入的内容可以播放。</translation>
    </message>
    <message>
        <source>Check the port: OpenTalking&apos;s start script puts OmniRT on 9000, OmniRT itself on 8000, FlashTalk on 8765.</source>
        <translation>请检查端口：OpenTalking 的启动脚本把 OmniRT 放在 9000，OmniRT 自己用 8000，FlashTalk 用 8765。</translation>
    </message>
    <message>
        <source>Check who may read it.</source>
        <translation>请检查谁可以读取它。</translation>
    </message>
    <message>
        <source>Check your connection, or choose other voices.</source>
        <translation>请检查网络连接，或选择其他语音。</translation>
    </message>
    <message>
        <source>Check your connection, or name another address in Settings &gt; Graphics Card (Python from); then install again.</source>
        <translation>请检查网络连接，或在“设置 &gt; 显卡（Python 来源）”中填写其他地址，然后重新安装。</translation>
    </message>
    <message>
        <source>Check your connection, then download again: it goes on where it stopped. Models that are there work offline.</source>
        <translation>请检查网络连接，然后重新下载：会从停下的地方继续。已有的模型可离线使用。</translation>
    </message>
    <message>
        <source>Check your connection, then install again: it goes on where it stopped.</source>
        <translation>请检查网络连接，然后重新安装：会从停下的地方继续。</translation>
    </message>
    <message>
        <source>Check your connection.</source>
        <translation>请检查网络连接。</translation>
    </message>
    <message>
        <source>Choose BlackHole 2ch as the studio&apos;s audio device, and as the microphone in OBS and calls.</source>
        <translation>选择 BlackHole 2ch 作为本软件的音频设备，并在 OBS 和通话中选它作为麦克风。</translation>
    </message>
    <message>
        <source>Choose CABLE Input as the studio&apos;s audio device, CABLE Output as the microphone in OBS and calls.</source>
        <translation>选择 CABLE Input 作为本软件的音频设备，在 OBS 和通话中选择 CABLE Output 作为麦克风。</translation>
    </message>
    <message>
        <source>Choose INT8: every card since the RTX 20 series computes with it.</source>
        <translation>请选择 INT8：自 RTX 20 系列起的显卡都能计算。</translation>
    </message>
    <message>
        <source>Choose a PEM file in Settings &gt; Connection.</source>
        <translation>请在“设置 &gt; 连接”中选择 PEM 文件。</translation>
    </message>
    <message>
        <source>Choose a file that ends in {0}.</source>
        <translation>请选择以 {0} 结尾的文件。</translation>
    </message>
    <message>
        <source>Choose a file that the studio exported.</source>
        <translation>请选择由工作室导出的文件。</translation>
    </message>
    <message>
        <source>Choose a folder somewhere else.</source>
        <translation>请选择别处的文件夹。</translation>
    </message>
    <message>
        <source>Choose a larger program size, or a smaller one of the model.</source>
        <translation>请选择更大的节目尺寸，或模型的更小尺寸。</translation>
    </message>
    <message>
        <source>Choose a larger program size.</source>
        <translation>请选择更大的节目尺寸。</translation>
    </message>
    <message>
        <source>Choose a model that this server speaks for, or another server.</source>
        <translation>请选择此服务器支持的模型，或另一台服务器。</translation>
    </message>
    <message>
        <source>Choose a picture, or the folder or zip of an avatar.</source>
        <translation>请选择图片，或虚拟形象的文件夹或 zip。</translation>
    </message>
    <message>
        <source>Choose a smaller model or fewer steps, or close programs that use the card.</source>
        <translation>请选择更小的模型或更少的步数，或关闭占用显卡的程序。</translation>
    </message>
    <message>
        <source>Choose a smaller program or a lower frame rate in the settings, or close other programs.</source>
        <translation>请在设置中选择更小的节目或更低的帧率，或关闭其他程序。</translation>
    </message>
    <message>
        <source>Choose a text, Markdown or CSV file.</source>
        <translation>请选择文本、Markdown 或 CSV 文件。</translation>
    </message>
    <message>
        <source>Choose a voice for this language in Settings &gt; Voice.</source>
        <translation>请在“设置 &gt; 语音”中为此语言选择语音。</translation>
    </message>
    <message>
        <source>Choose a width that is a multiple of {0} and a height that is one of {1}.</source>
        <translation>请选择宽度为 {0} 的倍数、高度为 {1} 的倍数。</translation>
    </message>
    <message>
        <source>Choose an audio file, or a video that has sound.</source>
        <translation>请选择音频文件，或有声音的视频。</translation>
    </message>
    <message>
        <source>Choose an avatar that you have imported.</source>
        <translation>请选择你导入的虚拟形象。</translation>
    </message>
    <message>
        <source>Choose an empty folder.</source>
        <translation>请选择空文件夹。</translation>
    </message>
    <message>
        <source>Choose another --port, or an address of this computer as --host.</source>
        <translation>请选择另一个 --port，或用本机地址作为 --host。</translation>
    </message>
    <message>
        <source>Choose another address of the hub, or import a folder that you have.</source>
        <translation>请选择另一个模型库地址，或导入你已有的文件夹。</translation>
    </message>
    <message>
        <source>Choose another engine first if the studio draws with it now.</source>
        <translation>如果工作室正在用它绘制，请先选择另一个引擎。</translation>
    </message>
    <message>
        <source>Choose another engine in Settings &gt; Connection: the built-in one needs no card.</source>
        <translation>请在“设置 &gt; 连接”中选择其他引擎：内置引擎不需要显卡。</translation>
    </message>
    <message>
        <source>Choose another engine, or send the log.</source>
        <translation>请选择其他引擎，或发送日志。</translation>
    </message>
    <message>
        <source>Choose another engine.</source>
        <translation>请选择其他引擎。</translation>
    </message>
    <message>
        <source>Choose another file in Settings &gt; Video, or none.</source>
        <translation>请在“设置 &gt; 视频”中选择其他文件，或不使用文件。</translation>
    </message>
    <message>
        <source>Choose another file in the scene, or another background.</source>
        <translation>请在场景中选择其他文件，或其他背景。</translation>
    </message>
    <message>
        <source>Choose another file in the scene.</source>
        <translation>请在场景中选择其他文件。</translation>
    </message>
    <message>
        <source>Choose another file, or give yourself the right to read it.</source>
        <translation>请选择另一个文件，或给自己读取权限。</translation>
    </message>
    <message>
        <source>Choose another file.</source>
        <translation>请选择另一个文件。</translation>
    </message>
    <message>
        <source>Choose another folder in Settings.</source>
        <translation>请在设置中选择另一个文件夹。</translation>
    </message>
    <message>
        <source>Choose another folder in the settings.</source>
        <translation>请在设置中选择另一个文件夹。</translation>
    </message>
    <message>
        <source>Choose another folder, or make room.</source>
        <translation>请选择另一个文件夹，或腾出空间。</translation>
    </message>
    <message>
        <source>Choose another folder.</source>
        <translation>请选择另一个文件夹。</translation>
    </message>
    <message>
        <source>Choose another in the scene.</source>
        <translation>请在场景中另选一个。</translation>
    </message>
    <message>
        <source>Choose another name, or overwrite it.</source>
        <translation>请选择另一个名称，或覆盖它。</translation>
    </message>
    <message>
        <source>Choose another name.</source>
        <translation>请换一个名称。</translation>
    </message>
    <message>
        <source>Choose another one in Settings &gt; Voice.</source>
        <translation>请在“设置 &gt; 语音”中选择另一个。</translation>
    </message>
    <message>
        <source>Choose another one, or name the folder it is in.</source>
        <translation>请选择另一个，或指出它所在的文件夹。</translation>
    </message>
    <message>
        <source>Choose another package index in Settings &gt; Graphics Card.</source>
        <translation>请在“设置 &gt; 显卡”中选择另一个包索引。</translation>
    </message>
    <message>
        <source>Choose another port in Settings &gt; OBS.</source>
        <translation>请在“设置 &gt; OBS”中选择另一个端口。</translation>
    </message>
    <message>
        <source>Choose another port.</source>
        <translation>请选择另一个端口。</translation>
    </message>
    <message>
        <source>Choose another sound format or another voice in Settings &gt; Voice.</source>
        <translation>请在“设置 &gt; 语音”中选择另一种声音格式或另一个语音。</translation>
    </message>
    <message>
        <source>Choose another voice in Settings &gt; Voice, or another format of the speech server&apos;s sound.</source>
        <translation>请在“设置 &gt; 语音”中选择另一个语音，或语音服务器的另一种声音格式。</translation>
    </message>
    <message>
        <source>Choose another voice in Settings &gt; Voice.</source>
        <translation>请在“设置 &gt; 语音”中选择另一个语音。</translation>
    </message>
    <message>
        <source>Choose at least {0} s.</source>
        <translation>请至少选择 {0} 秒。</translation>
    </message>
    <message>
        <source>Choose it with --engine local or --engine builtin.</source>
        <translation>请用 --engine local 或 --engine builtin 选择。</translation>
    </message>
    <message>
        <source>Choose its own folder.</source>
        <translation>请选择它自己的文件夹。</translation>
    </message>
    <message>
        <source>Choose more than {0}, and one more than a multiple of {1}.</source>
        <translation>请选择大于 {0}、且比 {1} 的倍数多一的值。</translation>
    </message>
    <message>
        <source>Choose one between.</source>
        <translation>请选择这个范围内的值。</translation>
    </message>
    <message>
        <source>Choose one in the scene.</source>
        <translation>请在场景中选择一个。</translation>
    </message>
    <message>
        <source>Choose one in the settings or in the scene, or take a colour.</source>
        <translation>请在设置或场景中选择一个，或使用颜色。</translation>
    </message>
    <message>
        <source>Choose one of the list.</source>
        <translation>请从列表中选择。</translation>
    </message>
    <message>
        <source>Choose other voices in Settings &gt; Voice.</source>
        <translation>请在“设置 &gt; 语音”中选择其他语音。</translation>
    </message>
    <message>
        <source>Choose other voices, and send us the log.</source>
        <translation>请选择其他语音，并把日志发给我们。</translation>
    </message>
    <message>
        <source>Choose the avatar again to have it come now.</source>
        <translation>请再次选择该虚拟形象，让它现在上台。</translation>
    </message>
    <message>
        <source>Choose the file with its authority&apos;s certificate in Settings &gt; Connection.</source>
        <translation>请在“设置 &gt; 连接”中选择其颁发机构证书的文件。</translation>
    </message>
    <message>
        <source>Choose the folder that contains it.</source>
        <translation>请选择包含它的文件夹。</translation>
    </message>
    <message>
        <source>Choose the folder that was downloaded as a whole, for example SoulX-FlashHead-1_3B, with wav2vec2-base-960h beside it.</source>
        <translation>请选择整体下载的文件夹，例如 SoulX-FlashHead-1_3B，旁边放 wav2vec2-base-960h。</translation>
    </message>
    <message>
        <source>Choose the program omnirt in Settings &gt; Connection, or install it again.</source>
        <translation>请在“设置 &gt; 连接”中选择 omnirt 程序，或重新安装它。</translation>
    </message>
    <message>
        <source>Choose the sound device that viewers hear, then calibrate.</source>
        <translation>请选择观众听到的声音设备，然后校准。</translation>
    </message>
    <message>
        <source>Choose your headphones as the monitor in the Audio Mixer, or none.</source>
        <translation>请在混音器里选择耳机作为监听设备，或不监听。</translation>
    </message>
    <message>
        <source>Close other programs and try again.</source>
        <translation>请关闭其他程序后重试。</translation>
    </message>
    <message>
        <source>Close other programs that use the card and press Measure Again in Settings &gt; Graphics Card, or choose another engine in Settings &gt; Connection.</source>
        <translation>请关闭使用显卡的其他程序，在“设置 &gt; 显卡”中按“重新测量”，或在“设置 &gt; 连接”中选择另一个引擎。</translation>
    </message>
    <message>
        <source>Close other programs that use the card, or choose a smaller model in Settings &gt; Graphics Card.</source>
        <translation>请关闭使用显卡的其他程序，或在“设置 &gt; 显卡”中选择更小的模型。</translation>
    </message>
    <message>
        <source>Close other programs that use the card, or choose a smaller model.</source>
        <translation>请关闭使用显卡的其他程序，或选择更小的模型。</translation>
    </message>
    <message>
        <source>Close other programs that use the card; then press Try Again in the status bar.</source>
        <translation>请关闭使用显卡的其他程序；然后按状态栏中的“重试”。</translation>
    </message>
    <message>
        <source>Close other programs, or choose a smaller program size.</source>
        <translation>请关闭其他程序，或选择更小的节目尺寸。</translation>
    </message>
    <message>
        <source>Close other programs, or install the engine again in the settings.</source>
        <translation>请关闭其他程序，或在设置中重新安装引擎。</translation>
    </message>
    <message>
        <source>Close other programs, or restart the computer.</source>
        <translation>请关闭其他程序，或重启电脑。</translation>
    </message>
    <message>
        <source>Close other programs, then start again.</source>
        <translation>请关闭其他程序，然后重新启动。</translation>
    </message>
    <message>
        <source>Close programs that use its files, and try again.</source>
        <translation>请关闭使用其文件的程序，然后重试。</translation>
    </message>
    <message>
        <source>Close that program; the studio takes the camera by itself.</source>
        <translation>请关闭那个程序；工作室会自动使用摄像头。</translation>
    </message>
    <message>
        <source>Close the other client, or choose another server.</source>
        <translation>请关闭另一个客户端，或选择另一台服务器。</translation>
    </message>
    <message>
        <source>Close the other one, then start the virtual camera again.</source>
        <translation>请关闭另一个，然后重新启动虚拟摄像机。</translation>
    </message>
    <message>
        <source>Close the programs that use it, allow microphones in the system&apos;s privacy settings, or choose another.</source>
        <translation>请关闭使用它的程序，在系统隐私设置中允许麦克风，或选择另一个。</translation>
    </message>
    <message>
        <source>Close the programs that use it, or choose another.</source>
        <translation>请关闭使用它的程序，或选择另一个。</translation>
    </message>
    <message>
        <source>Close what takes the processor, and try again.</source>
        <translation>请关闭占用处理器的程序，然后重试。</translation>
    </message>
    <message>
        <source>Colour matrix: OBS expects BT.709, browsers and video calls BT.601.</source>
        <translation>色彩矩阵：OBS 使用 BT.709，浏览器和视频通话使用 BT.601。</translation>
    </message>
    <message>
        <source>Colours of the window.</source>
        <translation>窗口的颜色。</translation>
    </message>
    <message>
        <source>Columns are text, {0}.</source>
        <translation>列为 text、{0}。</translation>
    </message>
    <message>
        <source>Compile the model for the card: faster, after some minutes when it is loaded first.</source>
        <translation>为显卡编译模型：更快，首次加载需要几分钟。</translation>
    </message>
    <message>
        <source>Copy or export the file again.</source>
        <translation>请重新复制或导出文件。</translation>
    </message>
    <message>
        <source>Correct it or unset it.</source>
        <translation>请更正或取消设置。</translation>
    </message>
    <message>
        <source>Create a session before sending audio.</source>
        <translation>请在发送音频之前创建会话。</translation>
    </message>
    <message>
        <source>Cut it in several lines.</source>
        <translation>请分成几行。</translation>
    </message>
    <message>
        <source>Cut it in several.</source>
        <translation>请分成几部分。</translation>
    </message>
    <message>
        <source>Device name or path; empty: the first that is free.</source>
        <translation>设备名称或路径；留空：第一个空闲的。</translation>
    </message>
    <message>
        <source>Do not use this avatar, or ask for a correct one where it came from.</source>
        <translation>不要使用此虚拟形象，或向来源索取正确的。</translation>
    </message>
    <message>
        <source>Do without it.</source>
        <translation>可以不用它。</translation>
    </message>
    <message>
        <source>Docks stay where they are.</source>
        <translation>停靠窗口保持原位。</translation>
    </message>
    <message>
        <source>Download again: what is whole is kept. If it happens again, choose another address of the hub.</source>
        <translation>请重新下载：完整的部分会保留。如果再次发生，请选择另一个模型库地址。</translation>
    </message>
    <message>
        <source>Download it again: what is whole is kept.</source>
        <translation>请重新下载：完整的部分会保留。</translation>
    </message>
    <message>
        <source>Download it in Settings &gt; Models, or name its folder in Settings &gt; Graphics Card.</source>
        <translation>请在“设置 &gt; 模型”中下载，或在“设置 &gt; 显卡”中指定其文件夹。</translation>
    </message>
    <message>
        <source>Download it: what is there is kept.</source>
        <translation>请下载：已有的部分会保留。</translation>
    </message>
    <message>
        <source>Download or copy it again, completely.</source>
        <translation>请重新完整地下载或复制。</translation>
    </message>
    <message>
        <source>Drag the points onto another face, or cut the picture to one person.</source>
        <translation>请把各点拖到另一张脸上，或把图片裁剪到只有一个人。</translation>
    </message>
    <message>
        <source>Enter an address with https:// or wss://, or allow it in Settings &gt; Connection.</source>
        <translation>请输入以 https:// 或 wss:// 开头的地址，或在“设置 &gt; 连接”中允许。</translation>
    </message>
    <message>
        <source>Enter its address in Settings &gt; Connection, or give it with --omnirt.</source>
        <translation>请在“设置 &gt; 连接”中输入其地址，或用 --omnirt 指定。</translation>
    </message>
    <message>
        <source>Enter the address of the avatar service; OpenTalking&apos;s start script puts it on port 9000.</source>
        <translation>请输入虚拟形象服务的地址；OpenTalking 的启动脚本把它放在端口 9000。</translation>
    </message>
    <message>
        <source>Enter the right key in Settings &gt; Connection.</source>
        <translation>请在“设置 &gt; 连接”中输入正确的密钥。</translation>
    </message>
    <message>
        <source>Enter the right key in Settings &gt; Voice.</source>
        <translation>请在“设置 &gt; 语音”中输入正确的密钥。</translation>
    </message>
    <message>
        <source>Enter {0}:// instead of {1}://, or put a proxy with a certificate before it.</source>
        <translation>请输入 {0}:// 而不是 {1}://，或在它前面放一个带证书的代理。</translation>
    </message>
    <message>
        <source>Expected {0} bytes of int16 PCM ({1} samples), got {2}.</source>
        <translation>应为 {0} 字节的 int16 PCM（{1} 个采样），实际为 {2}。</translation>
    </message>
    <message>
        <source>Export the avatar again, or choose another one.</source>
        <translation>请重新导出虚拟形象，或选择另一个。</translation>
    </message>
    <message>
        <source>Expressions are {0}.</source>
        <translation>表情有 {0}。</translation>
    </message>
    <message>
        <source>Faces are found in pictures.</source>
        <translation>图片中找到了脸。</translation>
    </message>
    <message>
        <source>Faces cannot be found by themselves: {0}.</source>
        <translation>无法自动找到脸：{0}。</translation>
    </message>
    <message>
        <source>Fetch a voice in Settings &gt; Voice: Piper comes with it.</source>
        <translation>请在“设置 &gt; 语音”中获取一个语音：Piper 会一并获取。</translation>
    </message>
    <message>
        <source>Fetch one in Settings &gt; Voice.</source>
        <translation>请在“设置 &gt; 语音”中下载一个。</translation>
    </message>
    <message>
        <source>Fetch the voice again.</source>
        <translation>请重新下载语音。</translation>
    </message>
    <message>
        <source>Fewer sampling steps (FLASHTALK_SAMPLE_STEPS) or a smaller picture (FLASHTALK_WIDTH, FLASHTALK_HEIGHT) on the server draw faster.</source>
        <translation>减少采样步数 (FLASHTALK_SAMPLE_STEPS) 或缩小服务器画面 (FLASHTALK_WIDTH、FLASHTALK_HEIGHT) 可加快绘制。</translation>
    </message>
    <message>
        <source>Fewer sessions at once leave more of the device to this one; a service split off to a device of its own, or a larger device, does so for good.</source>
        <translation>同时的会话越少，留给这一个的算力越多；把服务移到单独的设备或更大的设备则一劳永逸。</translation>
    </message>
    <message>
        <source>File name without ending: strftime codes and {avatar}.</source>
        <translation>不带扩展名的文件名：strftime 代码和 {avatar}。</translation>
    </message>
    <message>
        <source>Fill in the column “text”, or take the row out.</source>
        <translation>请填写“text”列，或去掉这一行。</translation>
    </message>
    <message>
        <source>Find it again, or take a colour in Settings &gt; Video.</source>
        <translation>请重新找到它，或在“设置 &gt; 视频”中使用颜色。</translation>
    </message>
    <message>
        <source>FlashTalk Studio is licensed under the Apache License, version 2.0.</source>
        <translation>FlashTalk Studio 以 Apache 许可证 2.0 版授权。</translation>
    </message>
    <message>
        <source>FlashTalk Studio stopped unexpectedly the last time.</source>
        <translation>FlashTalk Studio 上次意外停止。</translation>
    </message>
    <message>
        <source>FlashTalk Studio {0} was published; this is {1}.</source>
        <translation>FlashTalk Studio {0} 已发布；当前版本为 {1}。</translation>
    </message>
    <message>
        <source>FlashTalk does not begin on one GPU as OmniRT ships it: start it with --nproc 2 or more.</source>
        <translation>OmniRT 发布的 FlashTalk 无法在单块 GPU 上启动：请用 --nproc 2 或更多启动。</translation>
    </message>
    <message>
        <source>Folder of quantised weights, from the next start on; empty: in the studio&apos;s own cache.</source>
        <translation>量化权重的文件夹，下次启动生效；留空：工作室自己的缓存。</translation>
    </message>
    <message>
        <source>Folder of the logs, from the next start on; empty: the studio&apos;s own.</source>
        <translation>日志文件夹，下次启动生效；留空：工作室自己的。</translation>
    </message>
    <message>
        <source>Folder of the model&apos;s weights, as its makers publish it; empty: looked for in avatar_models and models.</source>
        <translation>模型权重的文件夹，与其作者发布的一致；留空：在 avatar_models 和 models 中查找。</translation>
    </message>
    <message>
        <source>Folder of the models&apos; weights; empty: in the studio&apos;s own data folder.</source>
        <translation>模型权重的文件夹；留空：工作室自己的数据文件夹。</translation>
    </message>
    <message>
        <source>Folder of the wav2vec2 that hears for FlashHead and FlashTalk; empty: looked for beside the weights.</source>
        <translation>FlashHead 和 FlashTalk 的听觉模型 wav2vec2 的文件夹；留空：在权重旁查找。</translation>
    </message>
    <message>
        <source>Folder; empty: the system&apos;s videos folder.</source>
        <translation>文件夹；留空：系统的视频文件夹。</translation>
    </message>
    <message>
        <source>Give it a name of its own.</source>
        <translation>请给它起一个不重复的名称。</translation>
    </message>
    <message>
        <source>Give it at least {0}x{1}.</source>
        <translation>请至少给它 {0}x{1}。</translation>
    </message>
    <message>
        <source>Give it one under Variables in the Script dock, or take it out of the line.</source>
        <translation>请在“脚本”面板的“变量”中给它赋值，或从台词中去掉它。</translation>
    </message>
    <message>
        <source>Give yourself the right to write there, or choose another folder in Settings &gt; Storage.</source>
        <translation>请给自己写入权限，或在“设置 &gt; 存储”中选择另一个文件夹。</translation>
    </message>
    <message>
        <source>Give yourself the right to.</source>
        <translation>请给自己相应的权限。</translation>
    </message>
    <message>
        <source>Half the body, for cards of data centres.</source>
        <translation>半身，适合数据中心的显卡。</translation>
    </message>
    <message>
        <source>Headphones on which you hear the program beside the sound device, by friendly name; empty: none.</source>
        <translation>除声音设备外，用来听节目的耳机（按名称）；留空：无。</translation>
    </message>
    <message>
        <source>Hear the avatar&apos;s speech on the monitor.</source>
        <translation>在监听设备上听到虚拟形象的语音。</translation>
    </message>
    <message>
        <source>Hear your own voice on the audio device. A virtual cable always carries it.</source>
        <translation>在音频设备上听到自己的声音。虚拟声卡总会带上它。</translation>
    </message>
    <message>
        <source>Hear your own voice on the monitor, as late as viewers do.</source>
        <translation>在监听设备上听到自己的声音，延迟与观众相同。</translation>
    </message>
    <message>
        <source>Hello! I can talk without a window, too. My picture and my voice are in this recording.</source>
        <translation>Hello! I can talk without a window, too. My picture and my voice are in this recording.</translation>
    </message>
    <message>
        <source>Help &gt; About FlashTalk Studio says what is new.</source>
        <translation>新内容请见“帮助 &gt; 关于 FlashTalk Studio”。</translation>
    </message>
    <message>
        <source>Horizontal centre of the host, in widths of the program picture.</source>
        <translation>主播的水平中心，以节目画面宽度为单位。</translation>
    </message>
    <message>
        <source>Hosts that may be reached without encryption although they are in no private network.</source>
        <translation>虽不在私有网络中、但可不加密访问的主机。</translation>
    </message>
    <message>
        <source>How FasterLivePortrait moves the face.</source>
        <translation>FasterLivePortrait 如何带动脸部。</translation>
    </message>
    <message>
        <source>How the host fills the program picture at scale 1.</source>
        <translation>缩放为 1 时主播如何填充节目画面。</translation>
    </message>
    <message>
        <source>How the server sends its sound: pcm begins soonest; some servers know only the others.</source>
        <translation>服务器以何种格式发送声音：pcm 开始最快；有些服务器只支持其他格式。</translation>
    </message>
    <message>
        <source>If its window does not react either, end that process and start the studio again.</source>
        <translation>如果它的窗口也没有反应，请结束该进程并重新启动工作室。</translation>
    </message>
    <message>
        <source>Import a folder that you have, or look for a newer version of the studio.</source>
        <translation>请导入你已有的文件夹，或查找更新版本的工作室。</translation>
    </message>
    <message>
        <source>Import it again.</source>
        <translation>请重新导入。</translation>
    </message>
    <message>
        <source>Import the avatar, or change the note in the line.</source>
        <translation>请导入该虚拟形象，或修改台词中的注记。</translation>
    </message>
    <message>
        <source>Import the portrait again, or mark the face by hand.</source>
        <translation>请重新导入肖像，或手动标记脸部。</translation>
    </message>
    <message>
        <source>In the second half a chunk took {0} times as long as in the first.</source>
        <translation>后半段每块所用时间是前半段的 {0} 倍。</translation>
    </message>
    <message>
        <source>Install FlashTalk Studio again; on Linux the package espeak-ng helps too.</source>
        <translation>请重新安装 FlashTalk Studio；在 Linux 上安装 espeak-ng 包也有帮助。</translation>
    </message>
    <message>
        <source>Install OBS {0} or newer, which brings the WebSocket server that is needed.</source>
        <translation>请安装 OBS {0} 或更新版本，其中包含所需的 WebSocket 服务器。</translation>
    </message>
    <message>
        <source>Install a font for that language, for example Noto Sans.</source>
        <translation>请为该语言安装字体，例如 Noto Sans。</translation>
    </message>
    <message>
        <source>Install it (Debian, Ubuntu: sudo apt install libportaudio2) and start the studio again.</source>
        <translation>请安装它（Debian、Ubuntu：sudo apt install libportaudio2），然后重新启动工作室。</translation>
    </message>
    <message>
        <source>Install it again.</source>
        <translation>请重新安装。</translation>
    </message>
    <message>
        <source>Install or unlock a keyring (GNOME Keyring, KWallet, or the one of Windows or macOS), then enter it again.</source>
        <translation>请安装或解锁密钥环（GNOME Keyring、KWallet，或 Windows、macOS 自带的），然后重新输入。</translation>
    </message>
    <message>
        <source>Install the engine again in the settings.</source>
        <translation>请在设置中重新安装引擎。</translation>
    </message>
    <message>
        <source>Install the newest OBS.</source>
        <translation>请安装最新的 OBS。</translation>
    </message>
    <message>
        <source>Install the package flite, or choose other voices in Settings &gt; Voice.</source>
        <translation>请安装 flite 包，或在“设置 &gt; 语音”中选择其他语音。</translation>
    </message>
    <message>
        <source>Install the studio again, or choose another engine in the settings.</source>
        <translation>请重新安装工作室，或在设置中选择另一个引擎。</translation>
    </message>
    <message>
        <source>Install the studio again.</source>
        <translation>请重新安装工作室。</translation>
    </message>
    <message>
        <source>It asks for no key.</source>
        <translation>它不需要密钥。</translation>
    </message>
    <message>
        <source>It began cold, or this computer is busy: keep the service running and warm, so that nobody has to wait.</source>
        <translation>它是冷启动的，或本机正忙：请让服务保持运行和预热，这样便无人需要等待。</translation>
    </message>
    <message>
        <source>It comes back by itself in a pause; if it stays away, the studio connects again.</source>
        <translation>它会在停顿时自行恢复；如果一直没有响应，工作室会重新连接。</translation>
    </message>
    <message>
        <source>It does not speak of {0}: whether it has it, the session tells.</source>
        <translation>它没有提到 {0}：是否拥有，会话会告诉我们。</translation>
    </message>
    <message>
        <source>It grows slower as it works: let Settings &gt; Connection &gt; Renew after begin a fresh session.</source>
        <translation>它越运行越慢：请用“设置 &gt; 连接 &gt; 续订时间”开始新的会话。</translation>
    </message>
    <message>
        <source>It is OmniRT&apos;s full server.</source>
        <translation>这是 OmniRT 的完整服务器。</translation>
    </message>
    <message>
        <source>It is a standalone server: one model, one session; it asks for no key, and any other client takes it over.</source>
        <translation>这是独立服务器：一个模型，一个会话；它不需要密钥，任何其他客户端都能接管它。</translation>
    </message>
    <message>
        <source>It lies in {0} ({1}).</source>
        <translation>它在 {0}（{1}）。</translation>
    </message>
    <message>
        <source>It lists no models.</source>
        <translation>它没有列出模型。</translation>
    </message>
    <message>
        <source>It may be loading, or it is no OmniRT server: try again, or look at its log.</source>
        <translation>它可能正在加载，或不是 OmniRT 服务器：请重试，或查看它的日志。</translation>
    </message>
    <message>
        <source>It may be overloaded or stuck: look into the server&apos;s log.</source>
        <translation>它可能过载或卡住：请查看服务器的日志。</translation>
    </message>
    <message>
        <source>It may have been judged already.</source>
        <translation>它可能已经被处理过了。</translation>
    </message>
    <message>
        <source>It may have been moved: choose it again.</source>
        <translation>它可能已被移动：请重新选择。</translation>
    </message>
    <message>
        <source>It may still be loading its model, or be stuck: look into the server&apos;s log.</source>
        <translation>它可能仍在加载模型，或已卡住：请查看服务器的日志。</translation>
    </message>
    <message>
        <source>It shows a test card instead of the host.</source>
        <translation>它显示测试卡而不是主播。</translation>
    </message>
    <message>
        <source>It stands in OBS under Tools &gt; WebSocket Server Settings &gt; Connect Info.</source>
        <translation>密码在 OBS 的“工具 &gt; WebSocket 服务器设置 &gt; 显示连接信息”中。</translation>
    </message>
    <message>
        <source>It warms up only what its own configuration names on its own disk.</source>
        <translation>它只预热自己配置中、自己硬盘上的内容。</translation>
    </message>
    <message>
        <source>It was kept as {0}.</source>
        <translation>已保存为 {0}。</translation>
    </message>
    <message>
        <source>Keys while a window of the studio is in front, by action, where they are not the usual ones; empty: none.</source>
        <translation>工作室窗口在最前时的按键，按动作列出，仅限与默认不同的；留空：无。</translation>
    </message>
    <message>
        <source>Keys while any other program is in front, by action. The other programs do not get them.</source>
        <translation>其他程序在最前时的按键，按动作列出。其他程序收不到这些按键。</translation>
    </message>
    <message>
        <source>Language of the window, which opens anew in another one. The show goes on meanwhile.</source>
        <translation>窗口的语言；更换语言会重新打开窗口。节目同时继续。</translation>
    </message>
    <message>
        <source>Leave the background out, so that OBS shows behind the host what is behind the source. Restarts it.</source>
        <translation>不发送背景，OBS 会在主播身后显示该来源后面的内容。会重新启动浏览器来源。</translation>
    </message>
    <message>
        <source>Leave the device empty in Settings &gt; Graphics Card to have the best one.</source>
        <translation>请把“设置 &gt; 显卡”中的设备留空，以使用最好的。</translation>
    </message>
    <message>
        <source>Let it follow your microphone to see it speak them.</source>
        <translation>请让主播跟随你的麦克风，以看到它说出来。</translation>
    </message>
    <message>
        <source>Let it run on when the studio ends.</source>
        <translation>工作室退出后让它继续运行。</translation>
    </message>
    <message>
        <source>Let only speech through: typing is not heard and the mouth rests. Turn it off to sing or play music.</source>
        <translation>只放行语音：听不到打字声，嘴巴也会休息。唱歌或播放音乐时请关闭。</translation>
    </message>
    <message>
        <source>Let the host follow your microphone, or switch FasterLivePortrait on at the server.</source>
        <translation>请让主播跟随你的麦克风，或在服务器上开启 FasterLivePortrait。</translation>
    </message>
    <message>
        <source>Let the host follow your microphone, or use OmniRT&apos;s full server.</source>
        <translation>请让主播跟随你的麦克风，或使用 OmniRT 的完整服务器。</translation>
    </message>
    <message>
        <source>Let the host follow your microphone, or use a newer OmniRT.</source>
        <translation>请让主播跟随你的麦克风，或使用更新的 OmniRT。</translation>
    </message>
    <message>
        <source>Lines and files that may wait while another is spoken; more are refused.</source>
        <translation>说一行时可等待的行和文件数；超出的会被拒绝。</translation>
    </message>
    <message>
        <source>Look at the host while it speaks: the server may draw it without following the voice, or the mouth may be hidden.</source>
        <translation>请看说话时的主播：服务器可能没有跟随声音绘制，或嘴被遮住。</translation>
    </message>
    <message>
        <source>Look at the host yourself when a line is over.</source>
        <translation>一行结束时请自己看一看主播。</translation>
    </message>
    <message>
        <source>Look into its log: it may still be loading its model.</source>
        <translation>请查看它的日志：它可能仍在加载模型。</translation>
    </message>
    <message>
        <source>Look into the server&apos;s log, or choose another model in the settings.</source>
        <translation>请查看服务器的日志，或在设置中选择另一个模型。</translation>
    </message>
    <message>
        <source>Look into the server&apos;s log, or choose another model or server in the settings.</source>
        <translation>请查看服务器的日志，或在设置中选择另一个模型或服务器。</translation>
    </message>
    <message>
        <source>Look where you got it.</source>
        <translation>请到你获取它的地方查看。</translation>
    </message>
    <message>
        <source>Lost or heard twice were {0} samples.</source>
        <translation>有 {0} 个采样丢失或重复。</translation>
    </message>
    <message>
        <source>Loudness of typed lines; what would be too loud is held back by a limiter.</source>
        <translation>输入台词的响度；过响的部分由限幅器压住。</translation>
    </message>
    <message>
        <source>Make room and download again: it goes on where it stopped. Or move the models in Settings &gt; Storage.</source>
        <translation>请腾出空间后重新下载：会从停下的地方继续。或在“设置 &gt; 存储”中移动模型。</translation>
    </message>
    <message>
        <source>Make room on the disk or give yourself the right to write there; they hold until you quit.</source>
        <translation>请腾出硬盘空间或给自己写入权限；它们在你退出之前有效。</translation>
    </message>
    <message>
        <source>Make room on the disk, or give yourself the right to write there.</source>
        <translation>请腾出磁盘空间，或为自己授予写入权限。</translation>
    </message>
    <message>
        <source>Make room on the disk, then fetch it again: it goes on where it stopped.</source>
        <translation>请腾出硬盘空间，然后重新下载：会从停下的地方继续。</translation>
    </message>
    <message>
        <source>Make room or choose another folder in Settings &gt; Recording.</source>
        <translation>请腾出空间，或在“设置 &gt; 录制”中选择其他文件夹。</translation>
    </message>
    <message>
        <source>Make room or choose another folder in Settings.</source>
        <translation>请腾出空间，或在设置中选择另一个文件夹。</translation>
    </message>
    <message>
        <source>Make room or give yourself the right to write there, and try again.</source>
        <translation>请腾出空间或给自己写入权限，然后重试。</translation>
    </message>
    <message>
        <source>Make room or give yourself the right to write there, or start with --basedir and another folder.</source>
        <translation>请腾出空间或给自己写入权限，或用 --basedir 和另一个文件夹启动。</translation>
    </message>
    <message>
        <source>Make room there, or choose another folder.</source>
        <translation>请在那里腾出空间，或选择另一个文件夹。</translation>
    </message>
    <message>
        <source>Make room there, or move the logs to another folder in Settings &gt; Storage.</source>
        <translation>请在那里腾出空间，或在“设置 &gt; 存储”里把日志移到别的文件夹。</translation>
    </message>
    <message>
        <source>Make room, or choose another folder for recordings in the settings.</source>
        <translation>请腾出空间，或在设置中选择另一个录制文件夹。</translation>
    </message>
    <message>
        <source>Make room, or move the models to another disk in Settings &gt; Storage.</source>
        <translation>请腾出空间，或在“设置 &gt; 存储”中把模型移到另一块硬盘。</translation>
    </message>
    <message>
        <source>Make room, then install again.</source>
        <translation>请腾出空间，然后重新安装。</translation>
    </message>
    <message>
        <source>Make room, then install again: it goes on where it stopped.</source>
        <translation>请腾出空间，然后重新安装：会从停下的地方继续。</translation>
    </message>
    <message>
        <source>Makes the avatar&apos;s speech louder or softer, in dB. What would be too loud is held back.</source>
        <translation>调高或调低虚拟形象语音的音量（dB）。过大的声音会被抑制。</translation>
    </message>
    <message>
        <source>Makes the microphone louder or softer, in dB. A limiter keeps it from being too loud.</source>
        <translation>让麦克风更响或更轻，单位 dB。限幅器防止过响。</translation>
    </message>
    <message>
        <source>Mark the face by hand.</source>
        <translation>请手动标记脸部。</translation>
    </message>
    <message>
        <source>Measuring {0} on {1}.</source>
        <translation>正在 {1} 上测量 {0}。</translation>
    </message>
    <message>
        <source>Memory of the card that the host may take, so that a game has the rest; 0: what others leave free.</source>
        <translation>主播可用的显存，其余留给游戏；0：用其他程序剩下的。</translation>
    </message>
    <message>
        <source>Microphone, by friendly name.</source>
        <translation>麦克风的名称。</translation>
    </message>
    <message>
        <source>Model that the server is asked for.</source>
        <translation>向服务器请求的模型。</translation>
    </message>
    <message>
        <source>Name another file with --json-log.</source>
        <translation>请用 --json-log 指定另一个文件。</translation>
    </message>
    <message>
        <source>Name another table of a show.</source>
        <translation>请指定另一份直播表格。</translation>
    </message>
    <message>
        <source>Name of the one that is used; empty: the first.</source>
        <translation>所用服务器的名称；留空：第一个。</translation>
    </message>
    <message>
        <source>Name one that the studio has written.</source>
        <translation>请指定一份由工作室写出的表格。</translation>
    </message>
    <message>
        <source>Name one with --omnirt, or add it in Settings &gt; Connection.</source>
        <translation>请用 --omnirt 指定，或在“设置 &gt; 连接”中添加。</translation>
    </message>
    <message>
        <source>Name the columns in the first row: text, pause, cue, ….</source>
        <translation>请在第一行写列名：text、pause、cue、…。</translation>
    </message>
    <message>
        <source>Names are one word: guest: Ada Lovelace.</source>
        <translation>名称是一个词：guest: Ada Lovelace。</translation>
    </message>
    <message>
        <source>No OmniRT server is set.</source>
        <translation>没有设置 OmniRT 服务器。</translation>
    </message>
    <message>
        <source>No active session. Send &apos;init&apos; first.</source>
        <translation>没有活动会话。请先发送 &apos;init&apos;。</translation>
    </message>
    <message>
        <source>No background picture has been chosen.</source>
        <translation>没有选择背景图片。</translation>
    </message>
    <message>
        <source>No background video has been chosen.</source>
        <translation>尚未选择背景视频。</translation>
    </message>
    <message>
        <source>No camera was found.</source>
        <translation>没有找到摄像头。</translation>
    </message>
    <message>
        <source>No chunk was drawn for long enough to be timed.</source>
        <translation>没有一块绘制得足够久，无法计时。</translation>
    </message>
    <message>
        <source>No face was found in the picture.</source>
        <translation>图片中没有找到脸。</translation>
    </message>
    <message>
        <source>No font on this computer has “{0}”: it is drawn as boxes.</source>
        <translation>这台电脑上没有字体包含“{0}”：它会显示为方框。</translation>
    </message>
    <message>
        <source>No line {0} waits for approval.</source>
        <translation>没有第 {0} 行等待批准。</translation>
    </message>
    <message>
        <source>No model on this computer is fast and small enough for {0}.</source>
        <translation>本机没有对 {0} 足够快又足够小的模型。</translation>
    </message>
    <message>
        <source>No neural voice has been fetched.</source>
        <translation>没有下载神经网络语音。</translation>
    </message>
    <message>
        <source>No removed avatar called {0} is kept.</source>
        <translation>没有保留名为 {0} 的已移除虚拟形象。</translation>
    </message>
    <message>
        <source>No script is open.</source>
        <translation>没有打开脚本。</translation>
    </message>
    <message>
        <source>No show is running that a report could be written on.</source>
        <translation>当前没有正在进行的直播，无法写报告。</translation>
    </message>
    <message>
        <source>No sound device is open, so that nothing can be read back from it.</source>
        <translation>没有打开的声音设备，因此无法从中回读。</translation>
    </message>
    <message>
        <source>Nobody can ask for {0}.</source>
        <translation>没有人能请求 {0}。</translation>
    </message>
    <message>
        <source>Nobody hears the microphone, although it is on.</source>
        <translation>麦克风虽然开着，但没有人听得到。</translation>
    </message>
    <message>
        <source>None is called {0}.</source>
        <translation>没有名为 {0} 的项目。</translation>
    </message>
    <message>
        <source>Notes are cue, pause, voice, avatar, every, or an expression.</source>
        <translation>注记有 cue、pause、voice、avatar、every 或表情。</translation>
    </message>
    <message>
        <source>Nothing can be read back here.</source>
        <translation>此处无法回读。</translation>
    </message>
    <message>
        <source>Nothing can listen on {0} port {1}: {2}.</source>
        <translation>无法在 {0} 端口 {1} 上监听：{2}。</translation>
    </message>
    <message>
        <source>Nothing listens on port {0} of {1}.</source>
        <translation>{1} 的端口 {0} 上没有程序在监听。</translation>
    </message>
    <message>
        <source>Nothing was chosen.</source>
        <translation>没有选择任何内容。</translation>
    </message>
    <message>
        <source>OBS answered in a way that is not known.</source>
        <translation>OBS 的应答方式未知。</translation>
    </message>
    <message>
        <source>OBS asks for the password of its WebSocket server.</source>
        <translation>OBS 需要其 WebSocket 服务器的密码。</translation>
    </message>
    <message>
        <source>OBS could not do it ({0}).</source>
        <translation>OBS 无法完成（{0}）。</translation>
    </message>
    <message>
        <source>OBS did not start it.</source>
        <translation>OBS 没有启动它。</translation>
    </message>
    <message>
        <source>OBS did not stop it.</source>
        <translation>OBS 没有停止它。</translation>
    </message>
    <message>
        <source>OBS does not answer at port {0}.</source>
        <translation>OBS 在端口 {0} 没有响应。</translation>
    </message>
    <message>
        <source>OBS does not answer.</source>
        <translation>OBS 没有响应。</translation>
    </message>
    <message>
        <source>OBS does not take this password.</source>
        <translation>OBS 不接受此密码。</translation>
    </message>
    <message>
        <source>OBS ended the connection.</source>
        <translation>OBS 断开了连接。</translation>
    </message>
    <message>
        <source>OBS says why in its own window.</source>
        <translation>OBS 会在自己的窗口里说明原因。</translation>
    </message>
    <message>
        <source>OBS {0} is too old: it must be {1} or newer.</source>
        <translation>OBS {0} 太旧：必须为 {1} 或更新版本。</translation>
    </message>
    <message>
        <source>Of {0} there was damage in {1}, which has been removed.</source>
        <translation>{0} 中的 {1} 已损坏，已将其移除。</translation>
    </message>
    <message>
        <source>OmniRT has not answered within {0} s and was stopped.</source>
        <translation>OmniRT 在 {0} 秒内没有应答，已被停止。</translation>
    </message>
    <message>
        <source>OmniRT&apos;s fake runtime: it draws one colour instead of a face.</source>
        <translation>OmniRT 的假运行时：它绘制一种颜色而不是脸。</translation>
    </message>
    <message>
        <source>OmniRT&apos;s fake runtime: it draws one picture for {0} s of speech.</source>
        <translation>OmniRT 的假运行时：它为 {0} 秒的语音只绘制一张画面。</translation>
    </message>
    <message>
        <source>On macOS hotkeys work while a window of the studio is in front: elsewhere use a Stream Deck or a phone (Settings &gt; Remote Control).</source>
        <translation>在 macOS 上，热键在工作室窗口位于最前时有效：其他情况请使用 Stream Deck 或手机（设置 &gt; 远程控制）。</translation>
    </message>
    <message>
        <source>On the command line, --agree says that you do.</source>
        <translation>在命令行中，--agree 表示你同意。</translation>
    </message>
    <message>
        <source>One, two, three.</source>
        <translation>一、二、三。</translation>
    </message>
    <message>
        <source>Only an OmniRT server can have the host follow a camera.</source>
        <translation>只有 OmniRT 服务器能让主播跟随摄像头。</translation>
    </message>
    <message>
        <source>Only an engine of this computer can be served: the built-in one, or one of its graphics card.</source>
        <translation>只能提供本机的引擎：内置引擎，或其显卡的引擎。</translation>
    </message>
    <message>
        <source>Only the drivers of NVIDIA and, on Linux, of AMD tell how busy a card is.</source>
        <translation>只有 NVIDIA 的驱动（以及 Linux 上 AMD 的驱动）会提供显卡的占用情况。</translation>
    </message>
    <message>
        <source>Only {0} GB are free for recordings in {1}.</source>
        <translation>{1} 只剩 {0} GB 可用于录制。</translation>
    </message>
    <message>
        <source>Open one in the Script dock, or with script open.</source>
        <translation>请在“脚本”面板中打开一个，或用 script open。</translation>
    </message>
    <message>
        <source>Other programs cannot reach the studio: port {0} is taken ({1}).</source>
        <translation>其他程序无法访问工作室：端口 {0} 已被占用（{1}）。</translation>
    </message>
    <message>
        <source>Pages of others get nothing.</source>
        <translation>其他来源的网页什么也得不到。</translation>
    </message>
    <message>
        <source>Phones and other computers. What they say, and the key, travel unencrypted.</source>
        <translation>手机和其他电脑。它们说的内容和密钥会不加密传输。</translation>
    </message>
    <message>
        <source>Pictures per second of the program. Restarts the camera.</source>
        <translation>节目每秒的画面数。会重新启动摄像机。</translation>
    </message>
    <message>
        <source>Pictures that are drawn at once: fewer shorten the delay; 0: as the model&apos;s makers have it. Experimental.</source>
        <translation>一次绘制的画面数：越少延迟越短；0：与模型作者一致。实验性。</translation>
    </message>
    <message>
        <source>Place it by hand: drag the points onto the eyes, the corners of the mouth and the chin.</source>
        <translation>请手动放置：把各点拖到双眼、嘴角和下巴上。</translation>
    </message>
    <message>
        <source>Place the eyes, the mouth and the chin by hand, or install the studio again.</source>
        <translation>请手动放置眼睛、嘴和下巴，或重新安装工作室。</translation>
    </message>
    <message>
        <source>Please report it with the log.</source>
        <translation>请连同日志一起报告。</translation>
    </message>
    <message>
        <source>Plug it in again: the studio waits for it.</source>
        <translation>请重新插上：工作室在等待它。</translation>
    </message>
    <message>
        <source>Plug it in or choose another one.</source>
        <translation>请插上它，或选择另一个。</translation>
    </message>
    <message>
        <source>Plug it in, and the studio takes it by itself; or choose another.</source>
        <translation>插上后工作室会自动使用它；或选择另一个。</translation>
    </message>
    <message>
        <source>Plug one in to hear the host; recordings have sound without one.</source>
        <translation>插上一个就能听到主播；没有它录制也有声音。</translation>
    </message>
    <message>
        <source>Plug one in to speak yourself; typed lines and audio files need none.</source>
        <translation>插上一个就能亲自说话；输入台词和音频文件不需要。</translation>
    </message>
    <message>
        <source>Plug one in.</source>
        <translation>请插上一个。</translation>
    </message>
    <message>
        <source>Plug one in; the studio takes it by itself.</source>
        <translation>请插上一个；工作室会自动使用它。</translation>
    </message>
    <message>
        <source>Port of OBS&apos;s WebSocket server, as it stands in OBS.</source>
        <translation>OBS WebSocket 服务器的端口，与 OBS 中显示的一致。</translation>
    </message>
    <message>
        <source>Portrait and voice would travel unencrypted to {0}, which is in no private network.</source>
        <translation>肖像和声音会不加密地传到 {0}，而它不在私有网络中。</translation>
    </message>
    <message>
        <source>Press Connect in the status bar to try the server again.</source>
        <translation>请按状态栏中的“连接”再试一次服务器。</translation>
    </message>
    <message>
        <source>Put a reference.png into its folder.</source>
        <translation>请把 reference.png 放进它的文件夹。</translation>
    </message>
    <message>
        <source>Put text with commas in quotation marks.</source>
        <translation>请把含逗号的文字放进引号。</translation>
    </message>
    <message>
        <source>Put the file back, or choose another avatar.</source>
        <translation>请把文件放回去，或选择另一个虚拟形象。</translation>
    </message>
    <message>
        <source>Put the folder back, or choose another avatar.</source>
        <translation>请把文件夹放回去，或选择另一个虚拟形象。</translation>
    </message>
    <message>
        <source>Put them onto the eyes, the corners of the mouth and the chin.</source>
        <translation>请把它们放到双眼、嘴角和下巴上。</translation>
    </message>
    <message>
        <source>PyTorch finds no graphics card that models can run on.</source>
        <translation>PyTorch 找不到能运行模型的显卡。</translation>
    </message>
    <message>
        <source>PyTorch is installed and does not work ({0}).</source>
        <translation>PyTorch 已安装，但无法工作（{0}）。</translation>
    </message>
    <message>
        <source>PyTorch&apos;s name of the device, for example cuda:0; empty: the best there is.</source>
        <translation>PyTorch 的设备名称，例如 cuda:0；留空：最好的。</translation>
    </message>
    <message>
        <source>Python {0} with all packages.</source>
        <translation>Python {0}，所有包齐全。</translation>
    </message>
    <message>
        <source>Quality.</source>
        <translation>质量。</translation>
    </message>
    <message>
        <source>Readers say nothing.</source>
        <translation>读取方不应发送内容。</translation>
    </message>
    <message>
        <source>Record the card&apos;s work once and replay it: faster where little is computed at once. NVIDIA&apos;s cards only.</source>
        <translation>把显卡的工作录制一次再重放：一次计算量小时更快。仅限 NVIDIA 显卡。</translation>
    </message>
    <message>
        <source>Record to a drive that is not formatted as FAT32.</source>
        <translation>请录制到未格式化为 FAT32 的硬盘。</translation>
    </message>
    <message>
        <source>Record, or capture the window with OBS.</source>
        <translation>请使用录制，或用 OBS 捕获窗口。</translation>
    </message>
    <message>
        <source>Recordings are encoded by {0}.</source>
        <translation>录制由 {0} 编码。</translation>
    </message>
    <message>
        <source>Recordings are encoded by {0}: no hardware encoder works here.</source>
        <translation>录制由 {0} 编码：这里没有可用的硬件编码器。</translation>
    </message>
    <message>
        <source>Recordings cannot be encoded: {0}.</source>
        <translation>无法编码录制：{0}。</translation>
    </message>
    <message>
        <source>Recordings cannot be written to {0}.</source>
        <translation>无法把录制写入 {0}。</translation>
    </message>
    <message>
        <source>Release it in the status bar as soon as it is connected, then test again.</source>
        <translation>连接后请立即在状态栏中释放，然后重新测试。</translation>
    </message>
    <message>
        <source>Release it in the status bar as soon as it is connected, then verify again.</source>
        <translation>连接后请立即在状态栏中释放，然后重新验证。</translation>
    </message>
    <message>
        <source>Release the session, then warm up.</source>
        <translation>请先释放会话，再预热。</translation>
    </message>
    <message>
        <source>Remove it, or start with --basedir and a folder of your own.</source>
        <translation>请移除它，或用 --basedir 和你自己的文件夹启动。</translation>
    </message>
    <message>
        <source>Remove one first.</source>
        <translation>请先移除一个。</translation>
    </message>
    <message>
        <source>Remove the file yourself, then press Measure Again.</source>
        <translation>请自行移除该文件，然后按“重新测量”。</translation>
    </message>
    <message>
        <source>Remove the profile.</source>
        <translation>请移除该配置文件。</translation>
    </message>
    <message>
        <source>Remove the scene collection.</source>
        <translation>请移除该场景集合。</translation>
    </message>
    <message>
        <source>The Python that {0} runs with cannot be fetched, or the connection broke off.</source>
        <translation>无法获取运行 {0} 所需的 Python，或连接中断。</translation>
    </message>
    <message>
        <source>Use the command measure first, or name a model with --model.</source>
        <translation>请先使用命令 measure，或用 --model 指定一个模型。</translation>
    </message>
    <message>
        <source>Safe mode: the built-in engine draws, espeak-ng speaks, and no sound device is open.</source>
        <translation>安全模式：由内置引擎绘制，由 espeak-ng 说话，不打开声音设备。</translation>
    </message>
    <message>
        <source>Another line was begun before this one was over.</source>
        <translation>这一行还没说完，就开始了另一行。</translation>
    </message>
    <message>
        <source>Choose no audio device in the settings, then this one again; the log has the details.</source>
        <translation>请在设置中先选择不使用声音设备，再重新选择此设备；详情见日志。</translation>
    </message>
    <message>
        <source>Save it again as CSV.</source>
        <translation>请重新保存为 CSV。</translation>
    </message>
    <message>
        <source>Save it again as UTF-8 (in Excel: “CSV UTF-8”).</source>
        <translation>请重新保存为 UTF-8（Excel 中为“CSV UTF-8”）。</translation>
    </message>
    <message>
        <source>Save it again, smaller if need be, or use another one.</source>
        <translation>请重新保存，必要时缩小，或使用另一张。</translation>
    </message>
    <message>
        <source>Say so when the models take more; 0: never. None is removed by itself.</source>
        <translation>模型占用超过此值时提醒；0：从不。不会自动移除。</translation>
    </message>
    <message>
        <source>Say so when the recordings take more; 0: never. None is removed by itself.</source>
        <translation>录制占用超过此值时提醒；0：从不。不会自动移除。</translation>
    </message>
    <message>
        <source>Scripts are saved as text.</source>
        <translation>脚本以文本保存。</translation>
    </message>
    <message>
        <source>See in OBS what is different.</source>
        <translation>请在 OBS 中查看有何不同。</translation>
    </message>
    <message>
        <source>See its documentation.</source>
        <translation>请看它的文档。</translation>
    </message>
    <message>
        <source>See that nobody else uses the server, lower its picture size or its sampling steps, or give it a faster device. Test Connection in the settings shows the numbers.</source>
        <translation>请确认没有其他人使用服务器，降低其画面尺寸或采样步数，或换更快的设备。设置中的“测试连接”会显示数字。</translation>
    </message>
    <message>
        <source>See the log.</source>
        <translation>请查看日志。</translation>
    </message>
    <message>
        <source>See whether another program has the camera to itself, and try again.</source>
        <translation>请检查是否有其他程序独占摄像头，然后重试。</translation>
    </message>
    <message>
        <source>See whether it hangs, then try again.</source>
        <translation>请检查它是否卡住，然后重试。</translation>
    </message>
    <message>
        <source>See whether it still runs, then try again.</source>
        <translation>请检查它是否仍在运行，然后重试。</translation>
    </message>
    <message>
        <source>See whether the device is muted in the system&apos;s sound settings, and try again.</source>
        <translation>请检查该设备是否在系统声音设置中被静音，然后重试。</translation>
    </message>
    <message>
        <source>See which program uses that port, or choose another.</source>
        <translation>请检查哪个程序占用该端口，或选择另一个端口。</translation>
    </message>
    <message>
        <source>Semitones above or below the voice&apos;s own pitch.</source>
        <translation>比语音原本的音高高或低几个半音。</translation>
    </message>
    <message>
        <source>Send us the log.</source>
        <translation>请把日志发给我们。</translation>
    </message>
    <message>
        <source>Serve another engine.</source>
        <translation>请提供另一个引擎。</translation>
    </message>
    <message>
        <source>Set Settings &gt; Recording &gt; Encoder to software, then start again.</source>
        <translation>请把“设置 &gt; 录制 &gt; 编码器”设为软件，然后重新开始。</translation>
    </message>
    <message>
        <source>Set Sync Offset by ear and eye.</source>
        <translation>请凭听觉和视觉设置同步偏移。</translation>
    </message>
    <message>
        <source>Set Sync Offset by ear and eye; the test card is an engine in Settings &gt; Connection.</source>
        <translation>请凭听觉和视觉设置同步偏移；测试卡是“设置 &gt; 连接”中的一个引擎。</translation>
    </message>
    <message>
        <source>Show the preview like a mirror. Viewers never see this.</source>
        <translation>像镜子一样显示预览。观众不会看到。</translation>
    </message>
    <message>
        <source>Show the safe areas over the preview. Viewers never see them.</source>
        <translation>在预览上显示安全区。观众看不到它们。</translation>
    </message>
    <message>
        <source>Size and frame rate cannot be changed while recording.</source>
        <translation>录制时不能更改尺寸和帧率。</translation>
    </message>
    <message>
        <source>Size of the host against its fit.</source>
        <translation>主播相对于适配的大小。</translation>
    </message>
    <message>
        <source>Size of the label, against the shorter side of the picture.</source>
        <translation>标签大小，相对于画面的最短边。</translation>
    </message>
    <message>
        <source>Size of the program picture. Restarts the camera.</source>
        <translation>节目画面的尺寸。会重新启动摄像机。</translation>
    </message>
    <message>
        <source>Somebody else has the place: end that session, or let OmniRT end it (its slot timeout and its longest session are set on the server).</source>
        <translation>名额被别人占用：请结束那个会话，或让 OmniRT 结束它（名额超时和最长会话在服务器上设置）。</translation>
    </message>
    <message>
        <source>Something listens at {0}, but it does not answer.</source>
        <translation>{0} 处有程序监听，但没有应答。</translation>
    </message>
    <message>
        <source>Something seems to cover the mouth.</source>
        <translation>似乎有东西遮住了嘴。</translation>
    </message>
    <message>
        <source>Something went wrong inside the studio: {0}.</source>
        <translation>工作室内部出错：{0}。</translation>
    </message>
    <message>
        <source>Sound is mono, at {0} Hz.</source>
        <translation>声音为单声道，{0} Hz。</translation>
    </message>
    <message>
        <source>Sound that is heard again with every chunk; 0: as the model&apos;s makers have it. Experimental.</source>
        <translation>每块重听的声音；0：与模型作者一致。实验性。</translation>
    </message>
    <message>
        <source>Speak it in several parts.</source>
        <translation>请分几部分说。</translation>
    </message>
    <message>
        <source>Speak the line again.</source>
        <translation>请重新说这一行。</translation>
    </message>
    <message>
        <source>Speak through the microphone, and you are seen and heard {0} later.</source>
        <translation>用麦克风说话，{0} 后观众才会看到和听到你。</translation>
    </message>
    <message>
        <source>Speed of typed lines, against the voice&apos;s own.</source>
        <translation>输入台词的语速，相对于语音原本的语速。</translation>
    </message>
    <message>
        <source>Start OBS, and turn its server on in Tools &gt; WebSocket Server Settings.</source>
        <translation>请启动 OBS，并在“工具 &gt; WebSocket 服务器设置”中启用服务器。</translation>
    </message>
    <message>
        <source>Start OmniRT there, or check the port: OpenTalking&apos;s start script puts it on 9000.</source>
        <translation>请在那里启动 OmniRT，或检查端口：OpenTalking 的启动脚本把它放在 9000。</translation>
    </message>
    <message>
        <source>Start OmniRT there, or look at the proxy&apos;s settings.</source>
        <translation>请在那里启动 OmniRT，或查看代理的设置。</translation>
    </message>
    <message>
        <source>Start OmniRT with a runtime that draws: OMNIRT_REALTIME_AVATAR_RUNTIME=resident or proxy on the server.</source>
        <translation>请用会绘制的运行时启动 OmniRT：服务器上 OMNIRT_REALTIME_AVATAR_RUNTIME=resident 或 proxy。</translation>
    </message>
    <message>
        <source>Start a second OmniRT for speech, or choose another voice in Settings &gt; Voice.</source>
        <translation>请为语音启动第二个 OmniRT，或在“设置 &gt; 语音”中选择另一个语音。</translation>
    </message>
    <message>
        <source>Start it again.</source>
        <translation>请重新启动它。</translation>
    </message>
    <message>
        <source>Start it again; if it happens again, send the log.</source>
        <translation>请重新启动；如果再次发生，请发送日志。</translation>
    </message>
    <message>
        <source>Start studio.py again to have it installed; studio.py run needs no window.</source>
        <translation>请重新启动 studio.py 来安装它；studio.py run 不需要窗口。</translation>
    </message>
    <message>
        <source>Start studio.py again: it installs them.</source>
        <translation>请重新启动 studio.py：它会安装它们。</translation>
    </message>
    <message>
        <source>Start the studio again.</source>
        <translation>重新启动本软件。</translation>
    </message>
    <message>
        <source>Start the studio from a desktop, or use the commands run and render.</source>
        <translation>请从桌面启动工作室，或使用命令 run 和 render。</translation>
    </message>
    <message>
        <source>Start the virtual camera again.</source>
        <translation>请重新启动虚拟摄像机。</translation>
    </message>
    <message>
        <source>Start the virtual camera again; if that does not help, install FlashTalk Studio again.</source>
        <translation>请重新启动虚拟摄像机；如果没有帮助，请重新安装 FlashTalk Studio。</translation>
    </message>
    <message>
        <source>Start the virtual camera again; the log of the camera helper says more.</source>
        <translation>请重新启动虚拟摄像机；摄像机助手的日志有更多信息。</translation>
    </message>
    <message>
        <source>Start the virtual camera or a recording first.</source>
        <translation>请先启动虚拟摄像机或录制。</translation>
    </message>
    <message>
        <source>Start the virtual camera or a recording, and see that reports are on in Settings &gt; General.</source>
        <translation>请启动虚拟摄像机或录制，并确认“设置 &gt; 通用”里的报告已打开。</translation>
    </message>
    <message>
        <source>Start the virtual camera, then calibrate.</source>
        <translation>请启动虚拟摄像头，然后校准。</translation>
    </message>
    <message>
        <source>Start the window.</source>
        <translation>请启动窗口。</translation>
    </message>
    <message>
        <source>Steps for each chunk of speech: fewer are faster; 0: as the model&apos;s makers have it. Experimental.</source>
        <translation>每块语音的步数：越少越快；0：与模型作者一致。实验性。</translation>
    </message>
    <message>
        <source>Stop it there, or choose another camera.</source>
        <translation>请在那里停止它，或选择其他摄像机。</translation>
    </message>
    <message>
        <source>Stop the recording first.</source>
        <translation>请先停止录制。</translation>
    </message>
    <message>
        <source>Stop the recording, then try again.</source>
        <translation>请停止录制后重试。</translation>
    </message>
    <message>
        <source>Switch OBS&apos;s camera extension on under Camera Extensions.</source>
        <translation>在“相机扩展”中打开 OBS 的相机扩展。</translation>
    </message>
    <message>
        <source>Switch a real model on there, or choose another engine.</source>
        <translation>请在服务器上启用真正的模型，或选择其他引擎。</translation>
    </message>
    <message>
        <source>Switch off sleep and screen saver in the system&apos;s settings while you stream.</source>
        <translation>直播时请在系统设置中关闭睡眠和屏幕保护。</translation>
    </message>
    <message>
        <source>Switch on “Set time and date automatically”.</source>
        <translation>打开“自动设置时间与日期”。</translation>
    </message>
    <message>
        <source>Switch on “Set time automatically”, then press “Sync now”.</source>
        <translation>打开“自动设置时间”，然后点击“立即同步”。</translation>
    </message>
    <message>
        <source>Switch the microphone off and on; the log has the details.</source>
        <translation>请把麦克风关掉再打开；日志中有详情。</translation>
    </message>
    <message>
        <source>Switch the microphone on: many have a mute key, headsets often one on the cable.</source>
        <translation>打开麦克风：许多麦克风带静音键，耳机的静音键常在线上。</translation>
    </message>
    <message>
        <source>Take away what is always there while you speak: fans, hum, hiss.</source>
        <translation>去除说话时一直存在的声音：风扇、嗡嗡声、嘶嘶声。</translation>
    </message>
    <message>
        <source>Tell viewers in the picture that the host is made by AI. Many platforms and some laws ask for it.</source>
        <translation>在画面中告诉观众主播由 AI 生成。许多平台和一些法律有此要求。</translation>
    </message>
    <message>
        <source>Text file that always holds what is being said, for a text source of OBS; empty: none.</source>
        <translation>始终保存当前所说内容的文本文件，供 OBS 的文本来源使用；留空：不使用。</translation>
    </message>
    <message>
        <source>The AI label is smaller than {0} is known to ask for.</source>
        <translation>AI 标签小于已知 {0} 的要求。</translation>
    </message>
    <message>
        <source>The Edge voice {0} says nothing to this.</source>
        <translation>Edge 语音 {0} 对此没有发声。</translation>
    </message>
    <message>
        <source>The Python that PyTorch is installed for; empty: the one beside the studio, else the studio&apos;s own.</source>
        <translation>安装了 PyTorch 的 Python；留空：工作室旁边的，否则为工作室自己的。</translation>
    </message>
    <message>
        <source>The X server hands out no keys: {0}.</source>
        <translation>X 服务器不提供按键：{0}。</translation>
    </message>
    <message>
        <source>The address makes no sense.</source>
        <translation>地址没有意义。</translation>
    </message>
    <message>
        <source>The assistant of the first start was finished or skipped.</source>
        <translation>首次启动的向导已完成或已跳过。</translation>
    </message>
    <message>
        <source>The audio device stopped because of an error in the studio ({0}: {1}).</source>
        <translation>声音设备因工作室内部错误而停止（{0}：{1}）。</translation>
    </message>
    <message>
        <source>The audio device “{0}” does not open.</source>
        <translation>音频设备“{0}”无法打开。</translation>
    </message>
    <message>
        <source>The audio device “{0}” of the settings is not there.</source>
        <translation>设置中的音频设备“{0}”不在。</translation>
    </message>
    <message>
        <source>The audio device “{0}” opens, but does not play.</source>
        <translation>音频设备“{0}”能打开，但不播放。</translation>
    </message>
    <message>
        <source>The avatar cannot be written to {0}: {1}.</source>
        <translation>无法把虚拟形象写入 {0}：{1}。</translation>
    </message>
    <message>
        <source>The avatar is in {0}.</source>
        <translation>虚拟形象在 {0}。</translation>
    </message>
    <message>
        <source>The avatar that was on the program last.</source>
        <translation>节目上次使用的虚拟形象。</translation>
    </message>
    <message>
        <source>The avatar {0} is gone: its folder {1} does not exist.</source>
        <translation>虚拟形象 {0} 不见了：其文件夹 {1} 不存在。</translation>
    </message>
    <message>
        <source>The background picture {0} is gone.</source>
        <translation>背景图片 {0} 不见了。</translation>
    </message>
    <message>
        <source>The background video {0} cannot be read, or is no video.</source>
        <translation>背景视频 {0} 无法读取，或者不是视频。</translation>
    </message>
    <message>
        <source>The background video {0} is gone.</source>
        <translation>背景视频 {0} 不见了。</translation>
    </message>
    <message>
        <source>The browser source cannot be reached: port {0} is taken ({1}).</source>
        <translation>无法访问浏览器来源：端口 {0} 已被占用（{1}）。</translation>
    </message>
    <message>
        <source>The browser source did not start.</source>
        <translation>浏览器来源没有启动。</translation>
    </message>
    <message>
        <source>The browser source was stopped.</source>
        <translation>浏览器来源已停止。</translation>
    </message>
    <message>
        <source>The camera driver v4l2loopback was not loaded: {0}.</source>
        <translation>摄像机驱动 v4l2loopback 未能加载：{0}。</translation>
    </message>
    <message>
        <source>The camera helper failed: {0}.</source>
        <translation>摄像机助手失败：{0}。</translation>
    </message>
    <message>
        <source>The camera helper has ended {0} times within a minute.</source>
        <translation>摄像机助手在一分钟内结束了 {0} 次。</translation>
    </message>
    <message>
        <source>The camera stopped because of an error in the studio ({0}: {1}).</source>
        <translation>摄像机因工作室内部错误而停止（{0}：{1}）。</translation>
    </message>
    <message>
        <source>The camera that the host follows, by friendly name, where it follows one.</source>
        <translation>主播跟随的摄像头名称（跟随时）。</translation>
    </message>
    <message>
        <source>The camera {0} cannot be read back: this system does not list it among its cameras.</source>
        <translation>无法回读摄像头 {0}：系统的摄像头列表中没有它。</translation>
    </message>
    <message>
        <source>The camera {0} cannot be read: {1}.</source>
        <translation>无法读取摄像头 {0}：{1}。</translation>
    </message>
    <message>
        <source>The camera {0} gives no pictures.</source>
        <translation>摄像头 {0} 没有画面。</translation>
    </message>
    <message>
        <source>The camera {0} is in use by another program.</source>
        <translation>摄像头 {0} 正被另一个程序使用。</translation>
    </message>
    <message>
        <source>The camera {0} is not there.</source>
        <translation>摄像头 {0} 不在。</translation>
    </message>
    <message>
        <source>The card does not tell how busy it is.</source>
        <translation>这块显卡不提供占用情况。</translation>
    </message>
    <message>
        <source>The certificate of {0} is not trusted: {1}.</source>
        <translation>{0} 的证书不受信任：{1}。</translation>
    </message>
    <message>
        <source>The chunks are long: a smaller frame_num on the server (FLASHTALK_FRAME_NUM) shortens the delay.</source>
        <translation>块太长：服务器上更小的 frame_num (FLASHTALK_FRAME_NUM) 可缩短延迟。</translation>
    </message>
    <message>
        <source>The client has {0} for long.</source>
        <translation>客户端很久以来{0}。</translation>
    </message>
    <message>
        <source>The clock is right, and wakes the show {0} ms late at most.</source>
        <translation>时钟准确，节目唤醒最多延迟 {0} 毫秒。</translation>
    </message>
    <message>
        <source>The computer cannot be kept awake while you are live.</source>
        <translation>直播时无法让电脑保持唤醒。</translation>
    </message>
    <message>
        <source>The computer is kept awake while you are live ({0}).</source>
        <translation>直播时电脑会保持唤醒（{0}）。</translation>
    </message>
    <message>
        <source>The computer is so busy that it comes {0} ms late to pictures that last {1} ms.</source>
        <translation>电脑过于繁忙，每帧 {1} 毫秒的画面会迟到 {0} 毫秒。</translation>
    </message>
    <message>
        <source>The computer {0} cannot be reached on port {1}.</source>
        <translation>无法在端口 {1} 上连接到电脑 {0}。</translation>
    </message>
    <message>
        <source>The computer&apos;s clock says {0}, so secure connections are refused.</source>
        <translation>本机时钟显示为 {0}，因此安全连接会被拒绝。</translation>
    </message>
    <message>
        <source>The disk became full.</source>
        <translation>硬盘已满。</translation>
    </message>
    <message>
        <source>The disk with {0} is full.</source>
        <translation>{0} 所在的硬盘已满。</translation>
    </message>
    <message>
        <source>The engine cannot start because a part of it is not installed ({0}).</source>
        <translation>引擎无法启动，因为有一部分未安装（{0}）。</translation>
    </message>
    <message>
        <source>The engine has drawn nothing for {0} s.</source>
        <translation>引擎已 {0} 秒没有绘制。</translation>
    </message>
    <message>
        <source>The engine has failed.</source>
        <translation>引擎出现故障。</translation>
    </message>
    <message>
        <source>The engine has let a minute of speech lie.</source>
        <translation>引擎积压了一分钟的语音。</translation>
    </message>
    <message>
        <source>The engine has not answered for {0} s.</source>
        <translation>引擎已 {0} 秒没有应答。</translation>
    </message>
    <message>
        <source>The engine has stopped.</source>
        <translation>引擎已停止。</translation>
    </message>
    <message>
        <source>The engine is busy: another client has its only session. Try again when that has ended.</source>
        <translation>引擎正忙：另一个客户端占用了唯一的会话。请在它结束后重试。</translation>
    </message>
    <message>
        <source>The engine is not ready yet.</source>
        <translation>引擎尚未就绪。</translation>
    </message>
    <message>
        <source>The engine is slower than your voice: pictures are left out so that the sound stays in step.</source>
        <translation>引擎比你的声音慢：会省去一些画面，让声音保持同步。</translation>
    </message>
    <message>
        <source>The engine on this computer stopped because of an error ({0}).</source>
        <translation>本机引擎因错误而停止（{0}）。</translation>
    </message>
    <message>
        <source>The engine stopped because of an error of its own ({0}).</source>
        <translation>引擎因自身错误而停止（{0}）。</translation>
    </message>
    <message>
        <source>The engine stopped unexpectedly: {0}.</source>
        <translation>引擎意外停止：{0}。</translation>
    </message>
    <message>
        <source>The engine was not ready after {0} s.</source>
        <translation>引擎在 {0} 秒后仍未就绪。</translation>
    </message>
    <message>
        <source>The engine was restarted, and the sound device was opened anew.</source>
        <translation>引擎已重新启动，音频设备已重新打开。</translation>
    </message>
    <message>
        <source>The engine was restarted.</source>
        <translation>引擎已重新启动。</translation>
    </message>
    <message>
        <source>The engine {0} draws {1}x{2} pixels, more than there is room for.</source>
        <translation>引擎 {0} 绘制 {1}x{2} 像素，超出了可用空间。</translation>
    </message>
    <message>
        <source>The engine {0} hears at {1} Hz and draws {2} pictures a second: what can be served hears at {3} and draws 25.</source>
        <translation>引擎 {0} 以 {1} Hz 听音，每秒绘制 {2} 张画面：可提供的引擎以 {3} 听音并绘制 25 张。</translation>
    </message>
    <message>
        <source>The engine&apos;s own Python cannot be started: {0} ({1}).</source>
        <translation>引擎自己的 Python 无法启动：{0}（{1}）。</translation>
    </message>
    <message>
        <source>The engine&apos;s own Python is missing: {0}.</source>
        <translation>缺少引擎自己的 Python：{0}。</translation>
    </message>
    <message>
        <source>The engine&apos;s pictures need {0} MB of shared memory, and the system has less left.</source>
        <translation>引擎的画面需要 {0} MB 共享内存，而系统剩余不足。</translation>
    </message>
    <message>
        <source>The engine&apos;s process could not be started ({0}).</source>
        <translation>引擎进程无法启动（{0}）。</translation>
    </message>
    <message>
        <source>The environment variable {0} is ignored: {1}.</source>
        <translation>环境变量 {0} 被忽略：{1}。</translation>
    </message>
    <message>
        <source>The face is blurred.</source>
        <translation>脸部模糊。</translation>
    </message>
    <message>
        <source>The face is seen from the side; its mouth will move unevenly.</source>
        <translation>脸是侧面的；嘴的动作会不均匀。</translation>
    </message>
    <message>
        <source>The face is small in the picture and will look soft.</source>
        <translation>脸在图片中很小，看起来会模糊。</translation>
    </message>
    <message>
        <source>The face of this avatar lies outside its picture.</source>
        <translation>此虚拟形象的脸在图片之外。</translation>
    </message>
    <message>
        <source>The file {0} arrived damaged and was removed.</source>
        <translation>文件 {0} 到达时已损坏，已被移除。</translation>
    </message>
    <message>
        <source>The file {0} holds no certificates that can be read: {1}.</source>
        <translation>文件 {0} 中没有可读取的证书：{1}。</translation>
    </message>
    <message>
        <source>The first picture came {0} after the line was asked for: {1} for the voice to begin, {2} to fill a chunk, {3} to draw it. The line was on air after {4}.</source>
        <translation>第一张画面在请求台词 {0} 后到达：{1} 开始发声，{2} 填满一块，{3} 绘制它。台词在 {4} 后播出。</translation>
    </message>
    <message>
        <source>The folder {0} belongs to somebody else.</source>
        <translation>文件夹 {0} 属于别人。</translation>
    </message>
    <message>
        <source>The folder {0} cannot be created: {1}.</source>
        <translation>无法创建文件夹 {0}：{1}。</translation>
    </message>
    <message>
        <source>The gain of the {0} can be {1} to {2} dB, not {3}.</source>
        <translation>{0} 的增益可以是 {1} 到 {2} dB，不能是 {3}。</translation>
    </message>
    <message>
        <source>The gate stays closed to what is softer than this, in dB below full scale.</source>
        <translation>比这更轻的声音不会打开噪声门，单位为低于满刻度的 dB。</translation>
    </message>
    <message>
        <source>The graphics card had no memory left for {0}: {1} draws now.</source>
        <translation>显卡内存不足以运行 {0}：现在由 {1} 绘制。</translation>
    </message>
    <message>
        <source>The graphics card has no memory left for the model.</source>
        <translation>显卡没有剩余内存给模型。</translation>
    </message>
    <message>
        <source>The graphics card has not finished a chunk of speech for {0} s.</source>
        <translation>显卡 {0} 秒没有完成一块语音。</translation>
    </message>
    <message>
        <source>The graphics card is gone: {0} draws now.</source>
        <translation>显卡已不可用：现在由 {0} 绘制。</translation>
    </message>
    <message>
        <source>The graphics card stopped working for the engine ({0}).</source>
        <translation>显卡停止为引擎工作（{0}）。</translation>
    </message>
    <message>
        <source>The head is held askew.</source>
        <translation>头是歪的。</translation>
    </message>
    <message>
        <source>The host follows your camera, so it is at rest while a line or a file is spoken.</source>
        <translation>主播跟随你的摄像头，因此说台词或播放文件时处于休息状态。</translation>
    </message>
    <message>
        <source>The host&apos;s voice goes into no virtual cable, so OBS and calls do not hear it.</source>
        <translation>主播的声音没有送入虚拟声卡，因此 OBS 和通话听不到。</translation>
    </message>
    <message>
        <source>The host&apos;s voice goes into {0}: choose its other end as the microphone in OBS and calls.</source>
        <translation>主播的声音送入 {0}：请在 OBS 和通话中选择它的另一端作为麦克风。</translation>
    </message>
    <message>
        <source>The host&apos;s voice goes into {0}: choose “{1}” as the microphone in OBS and calls.</source>
        <translation>主播的声音送入 {0}：请在 OBS 和通话中选择“{1}”作为麦克风。</translation>
    </message>
    <message>
        <source>The key is accepted.</source>
        <translation>密钥已被接受。</translation>
    </message>
    <message>
        <source>The key is missing, or is another.</source>
        <translation>缺少密钥，或密钥不对。</translation>
    </message>
    <message>
        <source>The line cannot be spoken: {0}.</source>
        <translation>无法说这一行：{0}。</translation>
    </message>
    <message>
        <source>The line could not be spoken: {0}.</source>
        <translation>这一行没能说出来：{0}。</translation>
    </message>
    <message>
        <source>The line has {0} characters, and {1} can be spoken at once.</source>
        <translation>这一行有 {0} 个字符，一次能说 {1} 个。</translation>
    </message>
    <message>
        <source>The line was over without a picture.</source>
        <translation>这一行结束了也没有画面。</translation>
    </message>
    <message>
        <source>The list of Edge&apos;s voices cannot be read.</source>
        <translation>无法读取 Edge 语音列表。</translation>
    </message>
    <message>
        <source>The list of neural voices cannot be read.</source>
        <translation>无法读取神经网络语音列表。</translation>
    </message>
    <message>
        <source>The list of packages cannot be read ({0}).</source>
        <translation>无法读取包列表（{0}）。</translation>
    </message>
    <message>
        <source>The log cannot be written to {0}: {1}.</source>
        <translation>无法把日志写入 {0}：{1}。</translation>
    </message>
    <message>
        <source>The log has the details (Help &gt; View Log).</source>
        <translation>详情见日志（帮助 &gt; 查看日志）。</translation>
    </message>
    <message>
        <source>The log has the details.</source>
        <translation>日志中有详情。</translation>
    </message>
    <message>
        <source>The log says more; try again.</source>
        <translation>日志中有更多信息；请重试。</translation>
    </message>
    <message>
        <source>The microphone hears the loudspeakers: viewers may hear the studio twice.</source>
        <translation>麦克风听到了扬声器：观众可能会听到两遍。</translation>
    </message>
    <message>
        <source>The microphone stopped because of an error in the studio ({0}: {1}).</source>
        <translation>麦克风因工作室内部错误而停止（{0}：{1}）。</translation>
    </message>
    <message>
        <source>The microphone “{0}” does not open.</source>
        <translation>麦克风“{0}”无法打开。</translation>
    </message>
    <message>
        <source>The microphone “{0}” hears nothing at all, not even the room.</source>
        <translation>麦克风“{0}”什么都听不到，连环境声也没有。</translation>
    </message>
    <message>
        <source>The microphone “{0}” hears up to {1} dBFS.</source>
        <translation>麦克风“{0}”听到的最大电平为 {1} dBFS。</translation>
    </message>
    <message>
        <source>The microphone “{0}” is so loud that it is cut off.</source>
        <translation>麦克风“{0}”声音过大，已出现削波。</translation>
    </message>
    <message>
        <source>The microphone “{0}” of the settings is not there.</source>
        <translation>设置中的麦克风“{0}”不在。</translation>
    </message>
    <message>
        <source>The model draws {0}x{1} pixels, more than the program has.</source>
        <translation>模型绘制 {0}x{1} 像素，比节目还大。</translation>
    </message>
    <message>
        <source>The model leaves the card after so long without speech, and the next word waits for it; 0: it stays.</source>
        <translation>没有说话这么久之后模型离开显卡，下一句要等它；0：留着。</translation>
    </message>
    <message>
        <source>The models&apos; server {0} cannot be reached, or the connection broke off.</source>
        <translation>无法连接模型服务器 {0}，或连接中断。</translation>
    </message>
    <message>
        <source>The models&apos; server {0} has trouble of its own ({1}).</source>
        <translation>模型服务器 {0} 自身有问题（{1}）。</translation>
    </message>
    <message>
        <source>The monitor is the sound device that the program goes to already: it is played there once.</source>
        <translation>监听设备就是节目已经输出到的声音设备：那里只播放一次。</translation>
    </message>
    <message>
        <source>The mouth alone, shortest delay, any card.</source>
        <translation>只画嘴部，延迟最短，任何显卡均可。</translation>
    </message>
    <message>
        <source>The mouth is open; it will not close well between words.</source>
        <translation>嘴是张开的；词与词之间不会好好闭上。</translation>
    </message>
    <message>
        <source>The neural voice {0} has not been fetched.</source>
        <translation>神经网络语音 {0} 尚未下载。</translation>
    </message>
    <message>
        <source>The neural voices&apos; server cannot be reached.</source>
        <translation>无法连接神经网络语音的服务器。</translation>
    </message>
    <message>
        <source>The package index cannot be reached, or the connection broke off.</source>
        <translation>无法连接包索引，或连接中断。</translation>
    </message>
    <message>
        <source>The package index offers another {0} than the studio was made with.</source>
        <translation>包索引提供的 {0} 与工作室制作时的不同。</translation>
    </message>
    <message>
        <source>The picture {0} cannot be decoded: {1}.</source>
        <translation>无法解码图片 {0}：{1}。</translation>
    </message>
    <message>
        <source>The picture {0} cannot be read: {1}.</source>
        <translation>无法读取图片 {0}：{1}。</translation>
    </message>
    <message>
        <source>The picture {0} of the scene is damaged, or no picture.</source>
        <translation>场景中的图片 {0} 已损坏，或者不是图片。</translation>
    </message>
    <message>
        <source>The picture {0} of the scene is gone.</source>
        <translation>场景中的图片 {0} 不见了。</translation>
    </message>
    <message>
        <source>The pictures are real: more than one, and of more than one colour.</source>
        <translation>画面是真实的：不止一张，也不止一种颜色。</translation>
    </message>
    <message>
        <source>The points lie too close together for a face.</source>
        <translation>这些点靠得太近，不像一张脸。</translation>
    </message>
    <message>
        <source>The profile {0} had values that cannot be used: {1}.</source>
        <translation>配置文件 {0} 含有无法使用的值：{1}。</translation>
    </message>
    <message>
        <source>The profile {0} has another picture size or rate than the recording.</source>
        <translation>配置文件 {0} 的画面尺寸或帧率与正在录制的不同。</translation>
    </message>
    <message>
        <source>The profile {0} is in use.</source>
        <translation>正在使用配置文件 {0}。</translation>
    </message>
    <message>
        <source>The profile&apos;s file is damaged.</source>
        <translation>该配置文件的文件已损坏。</translation>
    </message>
    <message>
        <source>The profile.</source>
        <translation>配置文件。</translation>
    </message>
    <message>
        <source>The program is as it was before. Change what is in the scene.</source>
        <translation>节目画面保持原样。请更改场景中的内容。</translation>
    </message>
    <message>
        <source>The program omnirt; empty: it is looked for.</source>
        <translation>omnirt 程序；留空：自动查找。</translation>
    </message>
    <message>
        <source>The recording {0} cannot be started: only {1} MB are free there.</source>
        <translation>无法开始录制 {0}：那里只剩 {1} MB。</translation>
    </message>
    <message>
        <source>The recording {0} cannot be started: the encoder does not answer.</source>
        <translation>无法开始录制 {0}：编码器没有应答。</translation>
    </message>
    <message>
        <source>The recording {0} has ended: its drive takes no more data.</source>
        <translation>录制 {0} 已结束：其硬盘不再接收数据。</translation>
    </message>
    <message>
        <source>The recording {0} has ended: its encoder, {1}, crashed.</source>
        <translation>录制 {0} 已结束：其编码器 {1} 崩溃。</translation>
    </message>
    <message>
        <source>The recording {0} has ended: the encoder {1} failed ({2}).</source>
        <translation>录制 {0} 已结束：编码器 {1} 失败（{2}）。</translation>
    </message>
    <message>
        <source>The report is {0}. Please send it with a word on what you were doing.</source>
        <translation>报告在 {0}。请把它发给我们，并说明你当时在做什么。</translation>
    </message>
    <message>
        <source>The report on the show cannot be written to {0}: {1}.</source>
        <translation>无法把直播报告写入 {0}：{1}。</translation>
    </message>
    <message>
        <source>The report on the show is {0}.</source>
        <translation>本场直播的报告：{0}。</translation>
    </message>
    <message>
        <source>The running studio (process {0}) does not answer: {1}.</source>
        <translation>正在运行的工作室（进程 {0}）没有应答：{1}。</translation>
    </message>
    <message>
        <source>The scene collection holds no scenes.</source>
        <translation>该场景集合中没有场景。</translation>
    </message>
    <message>
        <source>The scene collection was made by a newer version of the studio.</source>
        <translation>该场景集合由更新版本的工作室创建。</translation>
    </message>
    <message>
        <source>The scene collection {0} had scenes or values that cannot be used.</source>
        <translation>场景集合 {0} 中有无法使用的场景或值。</translation>
    </message>
    <message>
        <source>The scene collection&apos;s file is damaged.</source>
        <translation>该场景集合的文件已损坏。</translation>
    </message>
    <message>
        <source>The scene collection.</source>
        <translation>场景集合。</translation>
    </message>
    <message>
        <source>The scene file {0} cannot be read: {1}.</source>
        <translation>场景文件 {0} 无法读取：{1}。</translation>
    </message>
    <message>
        <source>The scene file {0} has scenes that cannot be used.</source>
        <translation>场景文件 {0} 中有无法使用的场景。</translation>
    </message>
    <message>
        <source>The scene file {0} has values that cannot be used.</source>
        <translation>场景文件 {0} 中有无法使用的值。</translation>
    </message>
    <message>
        <source>The scene file {0} holds no scenes.</source>
        <translation>场景文件 {0} 中没有场景。</translation>
    </message>
    <message>
        <source>The scene file {0} is damaged.</source>
        <translation>场景文件 {0} 已损坏。</translation>
    </message>
    <message>
        <source>The scene file {0} was made by a newer version of the studio.</source>
        <translation>场景文件 {0} 由更新版本的工作室创建。</translation>
    </message>
    <message>
        <source>The scene {0} cannot be shown: {1}.</source>
        <translation>场景 {0} 无法显示：{1}。</translation>
    </message>
    <message>
        <source>The scenes could not be saved to {0}: {1}.</source>
        <translation>场景无法保存到 {0}：{1}。</translation>
    </message>
    <message>
        <source>The script asks for {0}, who is not in the library.</source>
        <translation>脚本要求 {0}，但库中没有。</translation>
    </message>
    <message>
        <source>The script asks for {0}, who is not in the library: whoever is on stage says the line.</source>
        <translation>脚本要求 {0}，但库中没有：由台上的主播说这一行。</translation>
    </message>
    <message>
        <source>The script could not be saved as {0}: {1}.</source>
        <translation>无法把脚本保存为 {0}：{1}。</translation>
    </message>
    <message>
        <source>The script has {0} lines, and no line {1}.</source>
        <translation>脚本有 {0} 行，没有第 {1} 行。</translation>
    </message>
    <message>
        <source>The script of the last show cannot be read ({0}).</source>
        <translation>无法读取上次节目的脚本（{0}）。</translation>
    </message>
    <message>
        <source>The script {0} cannot be read: {1}.</source>
        <translation>无法读取脚本 {0}：{1}。</translation>
    </message>
    <message>
        <source>The server answers, but has drawn no picture for {0} chunks of silence.</source>
        <translation>服务器有应答，但 {0} 块静音都没有绘制画面。</translation>
    </message>
    <message>
        <source>The server at {0} does not encrypt.</source>
        <translation>{0} 处的服务器不加密。</translation>
    </message>
    <message>
        <source>The server at {0} draws from sound alone and cannot follow a camera.</source>
        <translation>{0} 处的服务器只根据声音绘制，不能跟随摄像头。</translation>
    </message>
    <message>
        <source>The server at {0} has no free slot: others use all of its sessions ({1}).</source>
        <translation>{0} 处的服务器没有空闲名额：其他人占用了全部会话（{1}）。</translation>
    </message>
    <message>
        <source>The server at {0} refuses the connection ({1} {2}).</source>
        <translation>{0} 处的服务器拒绝连接（{1} {2}）。</translation>
    </message>
    <message>
        <source>The server does not know the address {0} ({1} {2}).</source>
        <translation>服务器不认识地址 {0}（{1} {2}）。</translation>
    </message>
    <message>
        <source>The server does not speak OmniRT&apos;s language as the studio knows it: {0}.</source>
        <translation>服务器不说工作室所知道的 OmniRT 语言：{0}。</translation>
    </message>
    <message>
        <source>The server ends.</source>
        <translation>服务器正在结束。</translation>
    </message>
    <message>
        <source>The server has drawn nothing for {0} s.</source>
        <translation>服务器已 {0} 秒没有绘制。</translation>
    </message>
    <message>
        <source>The server has not answered for {0} s.</source>
        <translation>服务器已 {0} 秒没有应答。</translation>
    </message>
    <message>
        <source>The server has not begun a session within {0} s.</source>
        <translation>服务器在 {0} 秒内没有开始会话。</translation>
    </message>
    <message>
        <source>The server has stopped answering in the middle of what is said: the sound goes on.</source>
        <translation>服务器在讲话途中停止了响应：声音会继续。</translation>
    </message>
    <message>
        <source>The server is given back after so many minutes without speech; 0: never.</source>
        <translation>没有说话这么多分钟后归还服务器；0：从不。</translation>
    </message>
    <message>
        <source>The server keeps losing the session (&quot;{0}&quot;): another client seems to be using it.</source>
        <translation>服务器不断丢失会话（“{0}”）：似乎有另一个客户端在使用它。</translation>
    </message>
    <message>
        <source>The server keeps sending what makes no sense, last: {0}.</source>
        <translation>服务器不断发送无意义的内容，最近一次：{0}。</translation>
    </message>
    <message>
        <source>The server now draws {0}x{1} pixels at {2} fps in chunks of {3} samples, no more {4}x{5} at {6} in chunks of {7}.</source>
        <translation>服务器现在以 {2} fps 绘制 {0}x{1} 像素、每块 {3} 个采样，不再是以 {6} 绘制 {4}x{5}、每块 {7}。</translation>
    </message>
    <message>
        <source>The server that speaks your lines also draws the host, and cannot draw while it makes speech.</source>
        <translation>为你说台词的服务器也在绘制主播，合成语音时无法绘制。</translation>
    </message>
    <message>
        <source>The server was too slow for your voice again and again, and the built-in engine draws in its place.</source>
        <translation>服务器一再跟不上你的声音，现由内置引擎代替绘制。</translation>
    </message>
    <message>
        <source>The server {0} does not accept the key.</source>
        <translation>服务器 {0} 不接受密钥。</translation>
    </message>
    <message>
        <source>The server {0} does not make speech (error {1}{2}).</source>
        <translation>服务器 {0} 不生成语音（错误 {1}{2}）。</translation>
    </message>
    <message>
        <source>The server {0} draws the host; how fast, tells Verify in Settings &gt; Connection.</source>
        <translation>主播由服务器 {0} 绘制；速度可在“设置 &gt; 连接”中用“验证”查看。</translation>
    </message>
    <message>
        <source>The server {0} is asked when somebody speaks; how fast it draws, tells Verify.</source>
        <translation>有人说话时才会请求服务器 {0}；绘制速度可用“验证”查看。</translation>
    </message>
    <message>
        <source>The server {0} is of OmniRT, but it draws nothing: it may be its speech service.</source>
        <translation>服务器 {0} 属于 OmniRT，但不绘制：它可能是语音服务。</translation>
    </message>
    <message>
        <source>The server&apos;s pictures cannot be read: {0}.</source>
        <translation>无法读取服务器的画面：{0}。</translation>
    </message>
    <message>
        <source>The servers that are known.</source>
        <translation>已知的服务器。</translation>
    </message>
    <message>
        <source>The session was taken over by another client: the pictures are {0} pixels instead of {1}.</source>
        <translation>会话被另一个客户端接管：画面是 {0} 像素而不是 {1}。</translation>
    </message>
    <message>
        <source>The session was taken over by another client: the pictures show another host.</source>
        <translation>会话被另一个客户端接管：画面显示另一个主播。</translation>
    </message>
    <message>
        <source>The session with the server stopped because of an error in the studio ({0}).</source>
        <translation>与服务器的会话因工作室内部错误而停止（{0}）。</translation>
    </message>
    <message>
        <source>The settings could not be saved to {0}: {1}.</source>
        <translation>无法把设置保存到 {0}：{1}。</translation>
    </message>
    <message>
        <source>The settings file had values that cannot be used: {0}.</source>
        <translation>设置文件中有无法使用的值：{0}。</translation>
    </message>
    <message>
        <source>The settings file {0} cannot be read ({1}).</source>
        <translation>无法读取设置文件 {0}（{1}）。</translation>
    </message>
    <message>
        <source>The settings file {0} is damaged ({1}).</source>
        <translation>设置文件 {0} 已损坏（{1}）。</translation>
    </message>
    <message>
        <source>The settings in {0} are in order.</source>
        <translation>{0} 中的设置没有问题。</translation>
    </message>
    <message>
        <source>The show goes on; if it keeps happening, look into the server&apos;s log.</source>
        <translation>节目继续；如果一再发生，请查看服务器的日志。</translation>
    </message>
    <message>
        <source>The show stumbled and was restarted: {0}.</source>
        <translation>节目出了岔子并已重新开始：{0}。</translation>
    </message>
    <message>
        <source>The snapshot could not be saved as {0}: {1}.</source>
        <translation>截图无法保存为 {0}：{1}。</translation>
    </message>
    <message>
        <source>The snapshot was saved as {0}.</source>
        <translation>截图已保存为 {0}。</translation>
    </message>
    <message>
        <source>The sound cannot be read back: {0}.</source>
        <translation>无法回读声音：{0}。</translation>
    </message>
    <message>
        <source>The sound device was opened anew.</source>
        <translation>音频设备已重新打开。</translation>
    </message>
    <message>
        <source>The sound device&apos;s sound against the camera&apos;s picture, in ms: above 0 the sound comes later. Recordings stay
in step.</source>
        <translation>声音设备的声音相对于摄像机画面的时间（毫秒）：大于 0 时声音更晚。录制保持同步。</translation>
    </message>
    <message>
        <source>The sound in {0} has no length.</source>
        <translation>{0} 中的声音没有长度。</translation>
    </message>
    <message>
        <source>The sound library PortAudio is missing.</source>
        <translation>缺少声音库 PortAudio。</translation>
    </message>
    <message>
        <source>The sound of {0} cannot be read back: that takes PulseAudio or PipeWire, with parec.</source>
        <translation>无法回读 {0} 的声音：这需要 PulseAudio 或 PipeWire 以及 parec。</translation>
    </message>
    <message>
        <source>The speech helper does not answer any more and was ended.</source>
        <translation>语音助手不再应答，已被结束。</translation>
    </message>
    <message>
        <source>The speech helper ended in the middle of a line.</source>
        <translation>语音助手在一行中间结束了。</translation>
    </message>
    <message>
        <source>The speech server {0} answered with error {1}{2}.</source>
        <translation>语音服务器 {0} 应答了错误 {1}{2}。</translation>
    </message>
    <message>
        <source>The speech server {0} does not accept the key.</source>
        <translation>语音服务器 {0} 不接受密钥。</translation>
    </message>
    <message>
        <source>The speech server {0} refuses more speech for now.</source>
        <translation>语音服务器 {0} 暂时拒绝更多语音。</translation>
    </message>
    <message>
        <source>The state lists those that are.</source>
        <translation>状态中列出了存在的那些。</translation>
    </message>
    <message>
        <source>The studio connects again by itself.</source>
        <translation>工作室会自动重新连接。</translation>
    </message>
    <message>
        <source>The studio connects again by itself; if it keeps happening, look into the server&apos;s log.</source>
        <translation>工作室会自动重新连接；如果一再发生，请查看服务器的日志。</translation>
    </message>
    <message>
        <source>The studio connects again by itself; the log has the details.</source>
        <translation>工作室会自动重新连接；日志中有详情。</translation>
    </message>
    <message>
        <source>The studio could not finish: {0}.</source>
        <translation>工作室未能完成：{0}。</translation>
    </message>
    <message>
        <source>The studio fades to the host at rest within an eighth of a second, which hides a little; a portrait with closed lips helps for good.</source>
        <translation>工作室在八分之一秒内淡入休息的主播，能掩盖一些；用闭嘴的肖像则一劳永逸。</translation>
    </message>
    <message>
        <source>The studio goes on with the scenes that you see. The old file was kept as {0}.</source>
        <translation>工作室将继续使用你看到的场景。旧文件已保留为 {0}。</translation>
    </message>
    <message>
        <source>The studio goes on with the scenes that you see. The old file was left as it is: {0}.</source>
        <translation>工作室将继续使用你看到的场景。旧文件保持原样：{0}。</translation>
    </message>
    <message>
        <source>The studio goes on without them. The file as it was is kept beside it, with the ending .bak.</source>
        <translation>工作室会忽略它们并继续。原文件保存在旁边，扩展名为 .bak。</translation>
    </message>
    <message>
        <source>The studio has a session on a server or is opening one, and one at a time is all there may be.</source>
        <translation>工作室正占用或打开服务器会话，而一次只能有一个。</translation>
    </message>
    <message>
        <source>The studio has a session on a server or is opening one, which the rest of the test could end.</source>
        <translation>工作室正占用或打开服务器会话，其余测试可能会结束它。</translation>
    </message>
    <message>
        <source>The studio has a session there, whose pictures would stop while the server warms up.</source>
        <translation>工作室在那里有会话，服务器预热时其画面会停止。</translation>
    </message>
    <message>
        <source>The studio is closing.</source>
        <translation>工作室正在关闭。</translation>
    </message>
    <message>
        <source>The studio listens no more.</source>
        <translation>工作室不再监听。</translation>
    </message>
    <message>
        <source>The studio lost its connection to the engine.</source>
        <translation>工作室失去了与引擎的连接。</translation>
    </message>
    <message>
        <source>The studio may not use the camera {0}.</source>
        <translation>工作室不能使用摄像头 {0}。</translation>
    </message>
    <message>
        <source>The studio runs already, and does not answer.</source>
        <translation>工作室已在运行，但没有响应。</translation>
    </message>
    <message>
        <source>The studio runs already: its window comes to the front.</source>
        <translation>工作室已在运行：其窗口将显示在最前。</translation>
    </message>
    <message>
        <source>The studio starts it again by itself.</source>
        <translation>工作室会自动重新启动它。</translation>
    </message>
    <message>
        <source>The studio starts it again by itself; the log has the details.</source>
        <translation>工作室会自动重新启动它；日志中有详情。</translation>
    </message>
    <message>
        <source>The studio starts the engine again by itself. If it comes back, update the card&apos;s driver.</source>
        <translation>工作室会自动重新启动引擎。如果再次发生，请更新显卡驱动。</translation>
    </message>
    <message>
        <source>The studio stumbled: {0}.</source>
        <translation>工作室出了岔子：{0}。</translation>
    </message>
    <message>
        <source>The studio tries again by itself; see whether another program uses it.</source>
        <translation>工作室会自动重试；请看是否有别的程序在使用它。</translation>
    </message>
    <message>
        <source>The system hands out no keys any more ({0}): start the studio again.</source>
        <translation>系统不再分配热键（{0}）：请重新启动工作室。</translation>
    </message>
    <message>
        <source>The system&apos;s voices do not speak ({0}).</source>
        <translation>系统语音不说话（{0}）。</translation>
    </message>
    <message>
        <source>The test card cannot be drawn in {0}x{1} pixels.</source>
        <translation>测试卡无法以 {0}x{1} 像素绘制。</translation>
    </message>
    <message>
        <source>The test card did not come back from the camera.</source>
        <translation>没有从摄像头读回测试卡。</translation>
    </message>
    <message>
        <source>The test sound did not come back from the sound device.</source>
        <translation>没有从声音设备读回测试声音。</translation>
    </message>
    <message>
        <source>The test was stopped.</source>
        <translation>测试已停止。</translation>
    </message>
    <message>
        <source>The video decoder of FlashHead Lite (VAE_LTX) derives from LTX-Video 0.9 by Lightricks. Those weights are published under the LTX-Video Open Weights License, which restricts what they may be used for, and may ask companies above a certain revenue for a licence of their own. That FlashHead&apos;s makers publish them again with an Apache-2.0 card may not change this.

Read the licence before you stream with it: huggingface.co/Lightricks/LTX-Video.</source>
        <translation>FlashHead Lite 的视频解码器 (VAE_LTX) 源自 Lightricks 的 LTX-Video 0.9。那些权重以 LTX-Video Open Weights License 发布，该许可限制其用途，并可能要求收入超过一定数额的公司另行取得许可。FlashHead 的作者以 Apache-2.0 再次发布它们，未必能改变这一点。

直播使用之前请阅读许可：huggingface.co/Lightricks/LTX-Video。</translation>
    </message>
    <message>
        <source>The virtual cable could not be made: {0}.</source>
        <translation>无法建立虚拟声卡：{0}。</translation>
    </message>
    <message>
        <source>The virtual camera and the engine were restarted, and the sound device was opened anew.</source>
        <translation>虚拟摄像机和引擎已重新启动，音频设备已重新打开。</translation>
    </message>
    <message>
        <source>The virtual camera and the engine were restarted.</source>
        <translation>虚拟摄像机和引擎已重新启动。</translation>
    </message>
    <message>
        <source>The virtual camera did not start.</source>
        <translation>虚拟摄像机没有启动。</translation>
    </message>
    <message>
        <source>The virtual camera is not available on this kind of computer.</source>
        <translation>此类电脑上没有虚拟摄像机。</translation>
    </message>
    <message>
        <source>The virtual camera is off, so that nothing can be read back from it.</source>
        <translation>虚拟摄像头已关闭，因此无法从中回读。</translation>
    </message>
    <message>
        <source>The virtual camera stopped: {0}.</source>
        <translation>虚拟摄像机已停止：{0}。</translation>
    </message>
    <message>
        <source>The virtual camera was restarted, and the sound device was opened anew.</source>
        <translation>虚拟摄像机已重新启动，音频设备已重新打开。</translation>
    </message>
    <message>
        <source>The virtual camera was restarted.</source>
        <translation>虚拟摄像机已重新启动。</translation>
    </message>
    <message>
        <source>The virtual camera {0} is on air.</source>
        <translation>虚拟摄像机 {0} 正在输出。</translation>
    </message>
    <message>
        <source>The virtual camera {0} is ready, and {1} has it open.</source>
        <translation>虚拟摄像机 {0} 已就绪，{1} 正在打开它。</translation>
    </message>
    <message>
        <source>The virtual camera {0} is ready.</source>
        <translation>虚拟摄像机 {0} 已就绪。</translation>
    </message>
    <message>
        <source>The virtual camera {0} of the settings is not there.</source>
        <translation>设置中的虚拟摄像机 {0} 不在。</translation>
    </message>
    <message>
        <source>The virtual camera&apos;s driver v4l2loopback is installed and not loaded.</source>
        <translation>虚拟摄像机的驱动 v4l2loopback 已安装但未加载。</translation>
    </message>
    <message>
        <source>The voice cannot be written to {0}: {1}.</source>
        <translation>无法把语音写入 {0}：{1}。</translation>
    </message>
    <message>
        <source>The voice had not finished a sentence after {0} s of sound.</source>
        <translation>语音在 {0} 秒的声音后还没有说完一句。</translation>
    </message>
    <message>
        <source>The voice itself clicks where its pieces meet, so often: {0}.</source>
        <translation>语音本身在拼接处有咔嗒声，次数：{0}。</translation>
    </message>
    <message>
        <source>The voice makes its sound more slowly than it is spoken: choose a faster one.</source>
        <translation>语音生成声音比说出来还慢：请选择更快的。</translation>
    </message>
    <message>
        <source>The whole head, finer, for the fastest cards.</source>
        <translation>整个头部，更精细，适合最快的显卡。</translation>
    </message>
    <message>
        <source>The whole head, real time on most cards.</source>
        <translation>整个头部，在大多数显卡上可实时运行。</translation>
    </message>
    <message>
        <source>The window begins minimised: in the tray if it minimises there, else in the task bar.</source>
        <translation>窗口启动时最小化：若设置为最小化到托盘则在托盘中，否则在任务栏中。</translation>
    </message>
    <message>
        <source>The window cannot open because a part of it is missing ({0}).</source>
        <translation>窗口无法打开，因为缺少一部分（{0}）。</translation>
    </message>
    <message>
        <source>The {0} stopped because of a fault in the program ({1}: {2}).</source>
        <translation>{0} 因程序错误而停止（{1}：{2}）。</translation>
    </message>
    <message>
        <source>There are several faces in the picture; the largest one will speak.</source>
        <translation>图片中有几张脸；最大的那张会说话。</translation>
    </message>
    <message>
        <source>There are {0} scenes, and no more are kept.</source>
        <translation>已有 {0} 个场景，无法保留更多。</translation>
    </message>
    <message>
        <source>There is a display for the window.</source>
        <translation>有显示器可以打开窗口。</translation>
    </message>
    <message>
        <source>There is already a scene {0}.</source>
        <translation>已有名为 {0} 的场景。</translation>
    </message>
    <message>
        <source>There is no OmniRT server to verify.</source>
        <translation>没有可验证的 OmniRT 服务器。</translation>
    </message>
    <message>
        <source>There is no avatar called {0}.</source>
        <translation>没有名为 {0} 的虚拟形象。</translation>
    </message>
    <message>
        <source>There is no avatar {0}.</source>
        <translation>没有虚拟形象 {0}。</translation>
    </message>
    <message>
        <source>There is no avatar, not even the one that comes with the studio.</source>
        <translation>没有虚拟形象，连工作室自带的都没有。</translation>
    </message>
    <message>
        <source>There is no computer called {0}.</source>
        <translation>没有名为 {0} 的电脑。</translation>
    </message>
    <message>
        <source>There is no device {0}: use cuda, cuda:1, mps or cpu, or nothing.</source>
        <translation>没有设备 {0}：请用 cuda、cuda:1、mps 或 cpu，或留空。</translation>
    </message>
    <message>
        <source>There is no display here: the studio runs without its window, and the host speaks into a recording.</source>
        <translation>这里没有显示器：工作室不开窗口运行，主播对着录制说话。</translation>
    </message>
    <message>
        <source>There is no display to open the window on.</source>
        <translation>没有可以打开窗口的显示器。</translation>
    </message>
    <message>
        <source>There is no display: the studio runs without its window.</source>
        <translation>没有显示器：工作室不开窗口运行。</translation>
    </message>
    <message>
        <source>There is no line to speak in {0}.</source>
        <translation>{0} 中没有可说的行。</translation>
    </message>
    <message>
        <source>There is no microphone.</source>
        <translation>没有麦克风。</translation>
    </message>
    <message>
        <source>There is no model for the graphics card on this computer.</source>
        <translation>本机没有用于显卡的模型。</translation>
    </message>
    <message>
        <source>There is no model in {0}.</source>
        <translation>{0} 中没有模型。</translation>
    </message>
    <message>
        <source>There is no model on this computer for {0}.</source>
        <translation>本机没有用于 {0} 的模型。</translation>
    </message>
    <message>
        <source>There is no model {0} {1}.</source>
        <translation>{1} 没有模型 {0}。</translation>
    </message>
    <message>
        <source>There is no neural voice “{0}”.</source>
        <translation>没有神经网络语音“{0}”。</translation>
    </message>
    <message>
        <source>There is no scene {0}.</source>
        <translation>没有名为 {0} 的场景。</translation>
    </message>
    <message>
        <source>There is no sound device.</source>
        <translation>没有声音设备。</translation>
    </message>
    <message>
        <source>There is no sound in {0}.</source>
        <translation>{0} 中没有声音。</translation>
    </message>
    <message>
        <source>There is no virtual cable, so OBS and calls do not hear the host.</source>
        <translation>没有虚拟声卡，因此 OBS 和通话听不到主播。</translation>
    </message>
    <message>
        <source>There is no virtual camera.</source>
        <translation>没有虚拟摄像机。</translation>
    </message>
    <message>
        <source>There is no virtual camera: the driver v4l2loopback is missing.</source>
        <translation>没有虚拟摄像机：缺少驱动 v4l2loopback。</translation>
    </message>
    <message>
        <source>There is no {0} in {1}.</source>
        <translation>{1} 中没有 {0}。</translation>
    </message>
    <message>
        <source>There is no {0} “{1}”.</source>
        <translation>没有{0}“{1}”。</translation>
    </message>
    <message>
        <source>There is nothing at this address.</source>
        <translation>此地址没有内容。</translation>
    </message>
    <message>
        <source>There is nothing to speak in this line.</source>
        <translation>这一行没有可说的内容。</translation>
    </message>
    <message>
        <source>There is {0}.</source>
        <translation>现有：{0}。</translation>
    </message>
    <message>
        <source>There seems to be a beard at the corners of the mouth; its hair will stretch with the lips.</source>
        <translation>嘴角处似乎有胡须；其毛发会随嘴唇拉伸。</translation>
    </message>
    <message>
        <source>There was 1 click.</source>
        <translation>有 1 次咔嗒声。</translation>
    </message>
    <message>
        <source>There was a gap of {0} because the pictures were late.</source>
        <translation>因画面迟到，有一处 {0} 的空隙。</translation>
    </message>
    <message>
        <source>There was a gap of {0} because the voice was late.</source>
        <translation>因语音迟到，有一处 {0} 的空隙。</translation>
    </message>
    <message>
        <source>There was no answer within {0} s.</source>
        <translation>{0} 秒内没有应答。</translation>
    </message>
    <message>
        <source>There were {0} clicks.</source>
        <translation>有 {0} 次咔嗒声。</translation>
    </message>
    <message>
        <source>There were {0} gaps of {1} together, the longest {2}, because the pictures were late.</source>
        <translation>因画面迟到，有 {0} 处空隙，共 {1}，最长 {2}。</translation>
    </message>
    <message>
        <source>There were {0} gaps of {1} together, the longest {2}, because the voice was late.</source>
        <translation>因语音迟到，有 {0} 处空隙，共 {1}，最长 {2}。</translation>
    </message>
    <message>
        <source>These packages are missing: {0}.</source>
        <translation>缺少这些包：{0}。</translation>
    </message>
    <message>
        <source>This OBS has no Browser Source.</source>
        <translation>此 OBS 没有浏览器来源。</translation>
    </message>
    <message>
        <source>This OBS is too old.</source>
        <translation>此 OBS 太旧。</translation>
    </message>
    <message>
        <source>This copy of the studio does not know where newer ones are published.</source>
        <translation>此工作室副本不知道新版本在哪里发布。</translation>
    </message>
    <message>
        <source>This keyboard has no key {0}.</source>
        <translation>此键盘没有 {0} 键。</translation>
    </message>
    <message>
        <source>This line says {{0}}, which has no value.</source>
        <translation>这一行写有 {{0}}，但它没有值。</translation>
    </message>
    <message>
        <source>This server draws with {0} alone, not with {1}.</source>
        <translation>此服务器只用 {0} 绘制，不用 {1}。</translation>
    </message>
    <message>
        <source>Too many read already.</source>
        <translation>读取方已经太多。</translation>
    </message>
    <message>
        <source>Try again in a moment.</source>
        <translation>请稍后再试。</translation>
    </message>
    <message>
        <source>Try again later, or choose another address of the hub.</source>
        <translation>请稍后再试，或选择另一个模型库地址。</translation>
    </message>
    <message>
        <source>Type some words, or remove it.</source>
        <translation>请输入一些文字，或移除它。</translation>
    </message>
    <message>
        <source>Typed lines are spoken by {0}, with its own voice.</source>
        <translation>输入的台词由 {0} 用其自带的声音说出。</translation>
    </message>
    <message>
        <source>Unmute it, and allow the studio to use it in the system&apos;s privacy settings.</source>
        <translation>请取消静音，并在系统隐私设置中允许本软件使用它。</translation>
    </message>
    <message>
        <source>Update the card&apos;s driver, or choose another PyTorch in Settings &gt; Graphics Card.</source>
        <translation>请更新显卡驱动，或在“设置 &gt; 显卡”中选择另一个 PyTorch。</translation>
    </message>
    <message>
        <source>Use GET or POST.</source>
        <translation>请使用 GET 或 POST。</translation>
    </message>
    <message>
        <source>Use a nearer server or a better line; Test Connection shows the delay that it makes.</source>
        <translation>请使用更近的服务器或更好的线路；“测试连接”会显示由此产生的延迟。</translation>
    </message>
    <message>
        <source>Use avatars import instead.</source>
        <translation>请改用 avatars import。</translation>
    </message>
    <message>
        <source>Use it there; here it would lose what is new.</source>
        <translation>请在那个版本中使用它；在这里会丢失新增的内容。</translation>
    </message>
    <message>
        <source>Use {0}, which is there.</source>
        <translation>请使用现有的 {0}。</translation>
    </message>
    <message>
        <source>Viewers do not hear the avatar&apos;s speech; its lips move on.</source>
        <translation>观众听不到虚拟形象的语音；嘴唇继续动。</translation>
    </message>
    <message>
        <source>Wait a moment, then check again.</source>
        <translation>请稍候再检查。</translation>
    </message>
    <message>
        <source>Wait for one to be spoken, or let more wait in Settings &gt; Voice.</source>
        <translation>请等一条说完，或在“设置 &gt; 语音”中允许更多等待。</translation>
    </message>
    <message>
        <source>Wait until its window is there; if it never comes, end that process and start again.</source>
        <translation>请等待其窗口出现；若一直不出现，请结束该进程后重新启动。</translation>
    </message>
    <message>
        <source>Wav2Lip&apos;s authors allow personal, research and non-commercial use only: its weights were trained on the LRS2 data set, which the BBC gave out under these conditions. Any commercial use is prohibited, and a stream that earns money is one.

Of the larger Wav2Lip that is fetched here (384) neither the training data nor a licence is known: its publisher names none. Use it only where you may.</source>
        <translation>Wav2Lip 的作者只允许个人、研究和非商业用途：其权重用 LRS2 数据集训练，BBC 以此条件提供该数据集。禁止任何商业用途，而赚钱的直播就是商业用途。

此处下载的较大的 Wav2Lip (384) 的训练数据和许可都不明：发布者没有说明。请只在你有权使用的地方使用。</translation>
    </message>
    <message>
        <source>What OBS shows of the host: the browser source has sound and transparency, the virtual camera neither.</source>
        <translation>OBS 用什么显示主播：浏览器来源带有声音和透明度，虚拟摄像机两者都没有。</translation>
    </message>
    <message>
        <source>What answers at OBS&apos;s port makes no sense.</source>
        <translation>OBS 端口上的应答无法识别。</translation>
    </message>
    <message>
        <source>What becomes of OBS&apos;s own microphone: viewers hear your voice with the host already.</source>
        <translation>如何处理 OBS 自己的麦克风：观众已经会随主播听到你的声音。</translation>
    </message>
    <message>
        <source>What came back lies {0} ms apart from itself: the computer is too busy to be measured.</source>
        <translation>读回的结果相差 {0} 毫秒：计算机太忙，无法测量。</translation>
    </message>
    <message>
        <source>What is said could not be written to {0}: {1}.</source>
        <translation>所说内容无法写入 {0}：{1}。</translation>
    </message>
    <message>
        <source>What logs may take; the oldest go first.</source>
        <translation>日志可占用的空间；最旧的先移除。</translation>
    </message>
    <message>
        <source>What other programs would have spoken waits until you approve it.</source>
        <translation>其他程序要说的内容会等待你批准。</translation>
    </message>
    <message>
        <source>What quantised weights may take; the oldest go first, and are made again when they are needed.</source>
        <translation>量化权重可占用的空间；最旧的先移除，需要时再生成。</translation>
    </message>
    <message>
        <source>What the window shows: all controls, or the host, your level and three big buttons.</source>
        <translation>窗口显示什么：所有控件，或只有主播、音量和三个大按钮。</translation>
    </message>
    <message>
        <source>What {0} says of {1} cannot be read.</source>
        <translation>无法读取 {0} 关于 {1} 的说明。</translation>
    </message>
    <message>
        <source>When a show ends, write one page on its health and a table by the minute, into the folder of the logs.</source>
        <translation>直播结束时，在日志文件夹里写一页运行状况报告和一份每分钟的表格。</translation>
    </message>
    <message>
        <source>Where an installed studio fetches Python: a mirror of python-build-standalone&apos;s releases; empty: GitHub.</source>
        <translation>安装版工作室获取 Python 的地址：python-build-standalone 发布页的镜像；留空：GitHub。</translation>
    </message>
    <message>
        <source>Where it answers, on this computer alone. Restarts the browser source.</source>
        <translation>浏览器来源的端口，仅限本机。会重新启动浏览器来源。</translation>
    </message>
    <message>
        <source>Where models are fetched: the Hugging Face hub, or a mirror of it.</source>
        <translation>从哪里下载模型：Hugging Face 模型库或其镜像。</translation>
    </message>
    <message>
        <source>Where the studio is published was asked in vain: {0}.</source>
        <translation>未能从发布处得到回答：{0}。</translation>
    </message>
    <message>
        <source>Which PyTorch is installed: for NVIDIA&apos;s cards (CUDA), AMD&apos;s (ROCm), or none; automatic: what the card wants.</source>
        <translation>安装哪个 PyTorch：NVIDIA 显卡 (CUDA)、AMD (ROCm) 或无；自动：显卡需要的。</translation>
    </message>
    <message>
        <source>Which model this computer&apos;s graphics card holds was not measured yet.</source>
        <translation>尚未测量本机显卡能承受哪个模型。</translation>
    </message>
    <message>
        <source>Who comes first where a game uses the card, too. For the card itself Windows alone can be asked.</source>
        <translation>游戏也使用显卡时谁优先。只有 Windows 能为显卡本身设置。</translation>
    </message>
    <message>
        <source>Write a shorter one.</source>
        <translation>请写得短一些。</translation>
    </message>
    <message>
        <source>Write it after the line that it follows.</source>
        <translation>请写在它跟随的那一行之后。</translation>
    </message>
    <message>
        <source>Write its name: [avatar: Mira].</source>
        <translation>请写出名称：[avatar: Mira]。</translation>
    </message>
    <message>
        <source>Write minutes: [every: 10-15 min].</source>
        <translation>请写分钟：[every: 10-15 min]。</translation>
    </message>
    <message>
        <source>Write one line below the other.</source>
        <translation>请一行一行往下写。</translation>
    </message>
    <message>
        <source>Write seconds or minutes: [pause: 2 s], [pause: 1 min].</source>
        <translation>请写秒或分钟：[pause: 2 s]、[pause: 1 min]。</translation>
    </message>
    <message>
        <source>Write the line to be spoken below them.</source>
        <translation>请在它们下面写要说的台词。</translation>
    </message>
    <message>
        <source>Write the shorter time first; 10 seconds is the least, a day the most.</source>
        <translation>请先写较短的时间；最少 10 秒，最多一天。</translation>
    </message>
    <message>
        <source>Write who speaks, and perhaps with which voice: {0}.</source>
        <translation>请写由谁说，也可写用哪个语音：{0}。</translation>
    </message>
    <message>
        <source>Write words, or take the line out.</source>
        <translation>请写文字，或去掉这一行。</translation>
    </message>
    <message>
        <source>Your settings stay as they are. Quit and start again to leave it.</source>
        <translation>你的设置保持不变。退出并重新启动即可离开。</translation>
    </message>
    <message>
        <source>it cannot be read ({0})</source>
        <translation>无法读取（{0}）</translation>
    </message>
    <message>
        <source>it describes {0} numbers a frame, and {1} hears {2}</source>
        <translation>它描述的是每帧 {0} 个数，而 {1} 听取 {2} 个</translation>
    </message>
    <message>
        <source>it draws what Wan&apos;s autoencoder encodes, and FlashHead Lite has another</source>
        <translation>它绘制 Wan 自编码器编码的内容，而 FlashHead Lite 用的是另一种</translation>
    </message>
    <message>
        <source>it has {0} bytes of {1}</source>
        <translation>只有 {1} 字节中的 {0} 字节</translation>
    </message>
    <message>
        <source>it holds no settings</source>
        <translation>其中没有设置</translation>
    </message>
    <message>
        <source>it holds something else than weights</source>
        <translation>其中有权重以外的内容</translation>
    </message>
    <message>
        <source>it is cut off within its header</source>
        <translation>文件在文件头处被截断</translation>
    </message>
    <message>
        <source>it is cut off, or no file of weights</source>
        <translation>文件被截断，或不是权重文件</translation>
    </message>
    <message>
        <source>it is empty</source>
        <translation>文件是空的</translation>
    </message>
    <message>
        <source>it is missing</source>
        <translation>文件不存在</translation>
    </message>
    <message>
        <source>it is no JSON that can be read</source>
        <translation>不是可读取的 JSON</translation>
    </message>
    <message>
        <source>it is no file of weights alone ({0})</source>
        <translation>不是纯权重文件（{0}）</translation>
    </message>
    <message>
        <source>it is no safetensors file</source>
        <translation>不是 safetensors 文件</translation>
    </message>
    <message>
        <source>it is of a larger wav2vec2</source>
        <translation>它属于更大的 wav2vec2</translation>
    </message>
    <message>
        <source>it names no files of this folder</source>
        <translation>它没有列出此文件夹中的文件</translation>
    </message>
    <message>
        <source>its latents have {0} channels, those of {1} {2}</source>
        <translation>它的潜变量有 {0} 个通道，而 {1} 的有 {2} 个</translation>
    </message>
    <message>
        <source>its list of contents is damaged</source>
        <translation>其内容列表已损坏</translation>
    </message>
    <message>
        <source>its tensors do not fit ({0})</source>
        <translation>其张量不匹配（{0}）</translation>
    </message>
    <message>
        <source>tensors are missing ({0}), for example {1}</source>
        <translation>缺少张量（{0} 个），例如 {1}</translation>
    </message>
    <message>
        <source>tensors are unknown to this model ({0}), for example {1}</source>
        <translation>有此模型不认识的张量（{0} 个），例如 {1}</translation>
    </message>
    <message>
        <source>there is more in it than it says</source>
        <translation>其内容多于它所声明的</translation>
    </message>
    <message>
        <source>these are not the weights of Wav2Lip: {0}</source>
        <translation>这不是 Wav2Lip 的权重：{0}</translation>
    </message>
    <message>
        <source>these are not the weights of Wav2Lip: {0} tensors missing or unknown, as {1}</source>
        <translation>这不是 Wav2Lip 的权重：缺少或不认识 {0} 个张量，例如 {1}</translation>
    </message>
    <message>
        <source>these are not the weights of {0}: {1} is missing</source>
        <translation>这不是 {0} 的权重：缺少 {1}</translation>
    </message>
    <message>
        <source>these are the weights of {0}, not of {1}</source>
        <translation>这是 {0} 的权重，而不是 {1} 的</translation>
    </message>
    <message>
        <source>{0} GB are free for recordings in {1}.</source>
        <translation>{1} 有 {0} GB 可用于录制。</translation>
    </message>
    <message>
        <source>{0} GB do not fit on the disk with {1}: {2} GB are free.</source>
        <translation>{0} GB 放不进 {1} 所在的硬盘：可用 {2} GB。</translation>
    </message>
    <message>
        <source>{0} See to the card and its driver; then press Try Again in the status bar.</source>
        <translation>{0}请检查显卡及其驱动，然后按状态栏中的“重试”。</translation>
    </message>
    <message>
        <source>{0} So nothing was removed.</source>
        <translation>{0}因此没有移除任何内容。</translation>
    </message>
    <message>
        <source>{0} and {1} lie in each other.</source>
        <translation>{0} 和 {1} 互相包含。</translation>
    </message>
    <message>
        <source>{0} arrived damaged and was removed.</source>
        <translation>{0} 到达时已损坏，已被移除。</translation>
    </message>
    <message>
        <source>{0} avatars can be used.</source>
        <translation>有 {0} 个虚拟形象可以使用。</translation>
    </message>
    <message>
        <source>{0} cannot be installed ({1}).</source>
        <translation>无法安装 {0}（{1}）。</translation>
    </message>
    <message>
        <source>{0} cannot be installed: uv, which does that, is missing.</source>
        <translation>无法安装 {0}：缺少负责安装的 uv。</translation>
    </message>
    <message>
        <source>{0} cannot be read: {1}.</source>
        <translation>无法读取 {0}：{1}。</translation>
    </message>
    <message>
        <source>{0} did not keep up on this graphics card: {1} draws now.</source>
        <translation>{0} 在此显卡上跟不上：现在由 {1} 绘制。</translation>
    </message>
    <message>
        <source>{0} has the shape {1}, expected {2}</source>
        <translation>{0} 的形状为 {1}，应为 {2}</translation>
    </message>
    <message>
        <source>{0} is no name: {1}.</source>
        <translation>{0} 不是有效名称：{1}。</translation>
    </message>
    <message>
        <source>{0} is no table of a show.</source>
        <translation>{0} 不是直播表格。</translation>
    </message>
    <message>
        <source>{0} is not in {1}, or not complete.</source>
        <translation>{0} 不在 {1} 中，或不完整。</translation>
    </message>
    <message>
        <source>{0} is not loaded there now.</source>
        <translation>{0} 目前未在那里加载。</translation>
    </message>
    <message>
        <source>{0} needs {1} GB in {2} while it is installed: {3} GB are free.</source>
        <translation>安装 {0} 时需要 {2} 中有 {1} GB 空间：现有 {3} GB 可用。</translation>
    </message>
    <message>
        <source>{0} s of speech did not leave the studio as the voice sent it.</source>
        <translation>{0} 秒的语音离开工作室时与语音送出的不一致。</translation>
    </message>
    <message>
        <source>{0} s of speech left the studio as the voice sent it: no click, no gap.</source>
        <translation>{0} 秒的语音与语音送出的一致地离开工作室：没有咔嗒声，没有空隙。</translation>
    </message>
    <message>
        <source>This computer has no keyring that could keep the key: it is kept until you quit.</source>
        <translation>本机没有能保存密钥的密钥环：密钥保留到你退出为止。</translation>
    </message>
    <message>
        <source>A Stream Deck, a page on your phone, a bot: whatever has the key.</source>
        <translation>Stream Deck、手机上的页面、机器人：凡是有密钥的。</translation>
    </message>
    <message>
        <source>Close other programs, or have a server draw the host.</source>
        <translation>请关闭其他程序，或让服务器绘制主播。</translation>
    </message>
    <message>
        <source>Close other programs, or limit the frame rate of a game that runs.</source>
        <translation>请关闭其他程序，或限制正在运行的游戏的帧率。</translation>
    </message>
    <message>
        <source>Close the programs that use the camera, then take the driver out.</source>
        <translation>关闭使用摄像机的程序，然后卸下驱动。</translation>
    </message>
    <message>
        <source>Download BlackHole 2ch and install it.</source>
        <translation>下载并安装 BlackHole 2ch。</translation>
    </message>
    <message>
        <source>Download OBS Studio 30 or later and drag it into Applications.</source>
        <translation>下载 OBS Studio 30 或更高版本，并拖入“应用程序”。</translation>
    </message>
    <message>
        <source>Download OBS Studio and install it: its virtual camera comes with it.</source>
        <translation>下载并安装 OBS Studio：它自带虚拟摄像机。</translation>
    </message>
    <message>
        <source>Download VB-CABLE, unpack it, and run the setup as administrator.</source>
        <translation>下载 VB-CABLE，解压后以管理员身份运行安装程序。</translation>
    </message>
    <message>
        <source>Download one in Settings &gt; Models, or name its folder in Settings &gt; Graphics Card.</source>
        <translation>请在“设置 &gt; 模型”中下载一个，或在“设置 &gt; 显卡”中指定其文件夹。</translation>
    </message>
    <message>
        <source>Eight bits for the large matrices: half the memory, a little less exact.</source>
        <translation>大矩阵用 8 位：内存减半，精度略低。</translation>
    </message>
    <message>
        <source>Enroll the key that the driver was signed with (sudo mokutil --import …), or switch Secure Boot off.</source>
        <translation>请登记驱动签名所用的密钥（sudo mokutil --import …），或关闭安全启动。</translation>
    </message>
    <message>
        <source>Folder of drawn hosts, from the next start on; empty: in the studio&apos;s own cache.</source>
        <translation>已绘制主播的文件夹，下次启动生效；留空：工作室自己的缓存。</translation>
    </message>
    <message>
        <source>Have the system set its time by itself.</source>
        <translation>请让系统自动设置时间。</translation>
    </message>
    <message>
        <source>Have the time set by the network.</source>
        <translation>让网络自动校准时间。</translation>
    </message>
    <message>
        <source>If it is still missing, restart the Mac.</source>
        <translation>如果仍然没有，请重新启动 Mac。</translation>
    </message>
    <message>
        <source>If that does not help, install NVIDIA&apos;s driver again.</source>
        <translation>如果没有用，请重新安装 NVIDIA 驱动。</translation>
    </message>
    <message>
        <source>In {0}, stop its virtual camera, or close it.</source>
        <translation>在 {0} 中停止其虚拟摄像机，或关闭该程序。</translation>
    </message>
    <message>
        <source>Install BlackHole to bring the host&apos;s voice into OBS and calls.</source>
        <translation>请安装 BlackHole，把主播的声音送入 OBS 和通话。</translation>
    </message>
    <message>
        <source>Install OBS Studio and start its virtual camera once.</source>
        <translation>请安装 OBS Studio，并启动一次它的虚拟摄像机。</translation>
    </message>
    <message>
        <source>Install OBS Studio, whose virtual camera the studio sends through.</source>
        <translation>请安装 OBS Studio，本软件通过它的虚拟摄像机输出。</translation>
    </message>
    <message>
        <source>Install OBS from obsproject.com, or have it show the virtual camera, which has no sound.</source>
        <translation>请从 obsproject.com 安装 OBS，或者让它显示虚拟摄像机（没有声音）。</translation>
    </message>
    <message>
        <source>Install VB-CABLE to bring the host&apos;s voice into OBS and calls.</source>
        <translation>请安装 VB-CABLE，把主播的声音送入 OBS 和通话。</translation>
    </message>
    <message>
        <source>Install pulseaudio-utils, with which the studio makes a virtual cable.</source>
        <translation>请安装 pulseaudio-utils，本软件用它建立虚拟声卡。</translation>
    </message>
    <message>
        <source>Install pulseaudio-utils; it works with PipeWire, too.</source>
        <translation>安装 pulseaudio-utils；它也适用于 PipeWire。</translation>
    </message>
    <message>
        <source>Install the driver.</source>
        <translation>安装驱动。</translation>
    </message>
    <message>
        <source>Join the group that may use cameras.</source>
        <translation>加入可使用摄像机的用户组。</translation>
    </message>
    <message>
        <source>Load it again, as a camera that browsers see.</source>
        <translation>重新加载，使浏览器能看到它。</translation>
    </message>
    <message>
        <source>Load it: the system asks for your password.</source>
        <translation>加载它：系统会要求输入密码。</translation>
    </message>
    <message>
        <source>Load the driver again.</source>
        <translation>请重新加载驱动。</translation>
    </message>
    <message>
        <source>Load the driver.</source>
        <translation>加载驱动。</translation>
    </message>
    <message>
        <source>Log out and in again.</source>
        <translation>注销后重新登录。</translation>
    </message>
    <message>
        <source>Look again what there is.</source>
        <translation>请重新查看现有内容。</translation>
    </message>
    <message>
        <source>Lower its gain.</source>
        <translation>请降低其增益。</translation>
    </message>
    <message>
        <source>Lower its picture size or its steps, or see that nobody else uses the server.</source>
        <translation>请降低其画面尺寸或步数，或确认没有其他人在使用该服务器。</translation>
    </message>
    <message>
        <source>Make a virtual cable, to bring the host&apos;s voice into OBS and calls.</source>
        <translation>建立虚拟声卡，把主播的声音送入 OBS 和通话。</translation>
    </message>
    <message>
        <source>Make the program {0}, or close other programs.</source>
        <translation>请把节目画面改为 {0}，或关闭其他程序。</translation>
    </message>
    <message>
        <source>Make the virtual cable again: it went with the last login.</source>
        <translation>请重新建立虚拟声卡：上次注销后它已消失。</translation>
    </message>
    <message>
        <source>NVIDIA&apos;s driver does not answer: {0}.</source>
        <translation>NVIDIA 驱动没有响应：{0}。</translation>
    </message>
    <message>
        <source>No graphics card is needed: the host is not drawn by one.</source>
        <translation>不需要显卡：主播不由显卡绘制。</translation>
    </message>
    <message>
        <source>No graphics card was found for the model.</source>
        <translation>没有找到可供模型使用的显卡。</translation>
    </message>
    <message>
        <source>No server is needed: the host is drawn on this computer.</source>
        <translation>不需要服务器：主播在本机绘制。</translation>
    </message>
    <message>
        <source>Nothing keeps the computer&apos;s clock right.</source>
        <translation>本机时钟没有自动校准。</translation>
    </message>
    <message>
        <source>OBS cannot take the studio&apos;s picture from a camera that it sends through itself.</source>
        <translation>OBS 正通过该摄像机输出时，无法从中取得本软件的画面。</translation>
    </message>
    <message>
        <source>OBS&apos;s virtual camera changes with the next start of this Mac.</source>
        <translation>OBS 的虚拟摄像机将在此 Mac 下次启动时更新。</translation>
    </message>
    <message>
        <source>OBS&apos;s virtual camera is installed and not allowed yet.</source>
        <translation>OBS 的虚拟摄像机已安装，但尚未获得许可。</translation>
    </message>
    <message>
        <source>OmniRT&apos;s full server answers at {0} within {1} ms.</source>
        <translation>OmniRT 完整服务器在 {0} 于 {1} 毫秒内响应。</translation>
    </message>
    <message>
        <source>Open it, press Start Virtual Camera, then Stop Virtual Camera.</source>
        <translation>打开它，先按“启动虚拟摄像机”，再按“停止虚拟摄像机”。</translation>
    </message>
    <message>
        <source>Plug it in, or use the system&apos;s default.</source>
        <translation>请插入它，或使用系统默认设备。</translation>
    </message>
    <message>
        <source>Plug it in, or use {0}.</source>
        <translation>请插入它，或使用 {0}。</translation>
    </message>
    <message>
        <source>Restart the Mac.</source>
        <translation>请重新启动 Mac。</translation>
    </message>
    <message>
        <source>Restart the computer.</source>
        <translation>重新启动电脑。</translation>
    </message>
    <message>
        <source>Restart the computer: a driver that was updated works only afterwards.</source>
        <translation>重新启动电脑：更新后的驱动在重启后才能工作。</translation>
    </message>
    <message>
        <source>Restart the computer; if that does not help, install the driver again.</source>
        <translation>请重新启动电脑；如果没有用，请重新安装驱动。</translation>
    </message>
    <message>
        <source>Run: {0}, then log out and in again.</source>
        <translation>请运行：{0}，然后注销并重新登录。</translation>
    </message>
    <message>
        <source>Secure Boot keeps the camera driver v4l2loopback out: {0}.</source>
        <translation>安全启动阻止了摄像机驱动 v4l2loopback：{0}。</translation>
    </message>
    <message>
        <source>See that PulseAudio or PipeWire runs, and that pulseaudio-utils is installed, then try again.</source>
        <translation>请确认 PulseAudio 或 PipeWire 正在运行，并已安装 pulseaudio-utils，然后重试。</translation>
    </message>
    <message>
        <source>See that its disk is there and that it may be read and written, then try again.</source>
        <translation>请确认磁盘已连接且可以读写，然后重试。</translation>
    </message>
    <message>
        <source>See that its level is not at zero in the system&apos;s sound settings.</source>
        <translation>请确认它在系统声音设置中的音量不为零。</translation>
    </message>
    <message>
        <source>Send it into {0}, where other programs take it from.</source>
        <translation>请把它送入 {0}，其他程序从那里取得声音。</translation>
    </message>
    <message>
        <source>Set both ends to 48000 Hz in the system&apos;s sound settings.</source>
        <translation>在系统声音设置中把两端都设为 48000 Hz。</translation>
    </message>
    <message>
        <source>Show 25 pictures a second, or close other programs.</source>
        <translation>请改为每秒 25 帧，或关闭其他程序。</translation>
    </message>
    <message>
        <source>Something else uses the graphics card, and {0} took {1} times as long: {2} draws now.</source>
        <translation>有其他程序在使用显卡，{0} 耗时为原来的 {1} 倍：现在由 {2} 绘制。</translation>
    </message>
    <message>
        <source>Something else uses the graphics card: {0} takes {1} times as long as when it was loaded.</source>
        <translation>有其他程序在使用显卡：{0} 耗时为加载时的 {1} 倍。</translation>
    </message>
    <message>
        <source>Stop recording first.</source>
        <translation>请先停止录制。</translation>
    </message>
    <message>
        <source>Switch to it in the menu Profile.</source>
        <translation>可在“配置文件”菜单中切换到它。</translation>
    </message>
    <message>
        <source>Switch to it in the menu Scene Collection.</source>
        <translation>可在“场景集合”菜单中切换到它。</translation>
    </message>
    <message>
        <source>These were set back to their defaults. The file as it was is kept beside it, with the ending .bak.</source>
        <translation>这些值已恢复为默认值。原文件保存在旁边，扩展名为 .bak。</translation>
    </message>
    <message>
        <source>This computer has no {0}.</source>
        <translation>本机没有{0}。</translation>
    </message>
    <message>
        <source>This could not be checked ({0}: {1}).</source>
        <translation>无法检查（{0}：{1}）。</translation>
    </message>
    <message>
        <source>This is a fault of the studio: please report it with this report and the log.</source>
        <translation>这是工作室的错误：请连同此报告和日志一起报告。</translation>
    </message>
    <message>
        <source>This is a test of how I speak. First you see how long I take to begin, then whether my voice and my pictures go on without a break. When I have finished, my mouth should be closed.</source>
        <translation>This is a test of how I speak. First you see how long I take to begin, then whether my voice and my pictures go on without a break. When I have finished, my mouth should be closed.</translation>
    </message>
    <message>
        <source>This model or this version of the server may not have it.</source>
        <translation>此模型或此版本的服务器可能没有它。</translation>
    </message>
    <message>
        <source>This server cannot have the host follow a camera.</source>
        <translation>此服务器不能让主播跟随摄像头。</translation>
    </message>
    <message>
        <source>This server has no warm-up for {0}.</source>
        <translation>此服务器没有 {0} 的预热。</translation>
    </message>
    <message>
        <source>This studio keeps neither profiles nor scene collections: it does what its command line said.</source>
        <translation>此工作室不保存配置文件和场景集合：它只执行命令行的要求。</translation>
    </message>
    <message>
        <source>This system has no voices that could speak for the host.</source>
        <translation>此系统没有能为主播说话的语音。</translation>
    </message>
    <message>
        <source>Try again later.</source>
        <translation>请稍后重试。</translation>
    </message>
    <message>
        <source>Turn its speech on where it is started, or choose another voice in Settings &gt; Voice.</source>
        <translation>请在启动它的地方打开语音，或在“设置 &gt; 语音”中选择另一个语音。</translation>
    </message>
    <message>
        <source>Turn the picture so that the eyes are level.</source>
        <translation>请旋转图片，使双眼水平。</translation>
    </message>
    <message>
        <source>Type some words.</source>
        <translation>请输入一些文字。</translation>
    </message>
    <message>
        <source>Typed lines are spoken by {0}: {1}.</source>
        <translation>输入台词由 {0} 说出：{1}。</translation>
    </message>
    <message>
        <source>Typed lines cannot be spoken: {0}.</source>
        <translation>无法说出输入台词：{0}。</translation>
    </message>
    <message>
        <source>Typed lines wait {0} for their voice: choose a faster one in Settings &gt; Voice.</source>
        <translation>输入台词要等 {0} 才有声音：请在“设置 &gt; 语音”中选择更快的。</translation>
    </message>
    <message>
        <source>Unplug it and plug it in again, or choose another.</source>
        <translation>请拔下再插上，或选择另一个。</translation>
    </message>
    <message>
        <source>Update the card&apos;s driver, or choose another engine in Settings &gt; Connection. With &quot;cpu&quot; as the device the processor draws, which only Wav2Lip can do in time.</source>
        <translation>请更新显卡驱动，或在“设置 &gt; 连接”中选择另一个引擎。设备设为 &quot;cpu&quot; 时由处理器绘制，只有 Wav2Lip 能及时完成。</translation>
    </message>
    <message>
        <source>Use --model with one of {0}, or another --engine.</source>
        <translation>请用 --model 指定 {0} 之一，或换一个 --engine。</translation>
    </message>
    <message>
        <source>Use a PNG, JPEG or WebP file.</source>
        <translation>请使用 PNG、JPEG 或 WebP 文件。</translation>
    </message>
    <message>
        <source>Use a larger picture, or one that was taken from nearer.</source>
        <translation>请使用更大的图片，或更近处拍摄的。</translation>
    </message>
    <message>
        <source>Use a picture in which the person looks into the camera.</source>
        <translation>请使用人物看着镜头的图片。</translation>
    </message>
    <message>
        <source>Use a picture with closed lips.</source>
        <translation>请使用闭着嘴的图片。</translation>
    </message>
    <message>
        <source>Use a picture with the whole face, from the forehead to the chin.</source>
        <translation>请使用从额头到下巴的完整脸部图片。</translation>
    </message>
    <message>
        <source>Use a picture without a hand, mask or microphone before the mouth.</source>
        <translation>请使用嘴前没有手、口罩或麦克风的图片。</translation>
    </message>
    <message>
        <source>Use a sharper picture.</source>
        <translation>请使用更清晰的图片。</translation>
    </message>
    <message>
        <source>Use a still picture.</source>
        <translation>请使用静态图片。</translation>
    </message>
    <message>
        <source>Use it if that looks right to you, or take a picture with a shorter beard.</source>
        <translation>如果你觉得可以就用它，或换一张胡须较短的图片。</translation>
    </message>
    <message>
        <source>Use quantised weights, a smaller picture or fewer sessions on the server, or a larger device.</source>
        <translation>请使用量化权重、更小的画面或更少的会话，或更大的设备。</translation>
    </message>
    <message>
        <source>Use that one, or choose another port.</source>
        <translation>请使用那一个，或选择另一个端口。</translation>
    </message>
    <message>
        <source>Vertical place of the host, in heights of the program picture: at 0.5 it stands on the lower edge, or is
centred if it is higher than the picture.</source>
        <translation>主播的垂直位置，以节目画面高度为单位：0.5 时站在下边缘，若高于画面则居中。</translation>
    </message>
    <message>
        <source>Video encoder: auto takes the hardware&apos;s when it works.</source>
        <translation>视频编码器：自动时硬件可用就用硬件。</translation>
    </message>
    <message>
        <source>Voice of each of them; none: their own choice.</source>
        <translation>每个提供者的语音；无：由它自己选择。</translation>
    </message>
    <message>
        <source>Wait a little, or look at your account there.</source>
        <translation>请稍等，或查看你在那里的账户。</translation>
    </message>
    <message>
        <source>Wait for one to be spoken, remove one, or let more wait in Settings &gt; Voice.</source>
        <translation>请等一条说完，移除一条，或在“设置 &gt; 语音”中允许更多等待。</translation>
    </message>
    <message>
        <source>Wait until one is given back, close the other client, or choose another server.</source>
        <translation>请等到有会话归还，关闭另一个客户端，或选择另一台服务器。</translation>
    </message>
    <message>
        <source>Warning: portrait and voice travel unencrypted to {0}, which is in no private network. An address with https:// or wss:// keeps them to yourself.</source>
        <translation>警告：肖像和声音不加密地传到 {0}，而它不在私有网络中。以 https:// 或 wss:// 开头的地址可以保密。</translation>
    </message>
    <message>
        <source>Wav2Lip needs to know where the face of this avatar is.</source>
        <translation>Wav2Lip 需要知道此虚拟形象的脸在哪里。</translation>
    </message>
    <message>
        <source>Wear headphones, or choose a virtual cable as the sound device.</source>
        <translation>请戴耳机，或选择虚拟声卡作为声音设备。</translation>
    </message>
    <message>
        <source>What answers at {0} is no OmniRT server: {1}.</source>
        <translation>{0} 处应答的不是 OmniRT 服务器：{1}。</translation>
    </message>
    <message>
        <source>What drawn hosts may take; the longest unused go first, and are made again when they are needed.</source>
        <translation>已绘制主播可占用的空间；最久未用的先移除，需要时再生成。</translation>
    </message>
    <message>
        <source>What draws {0} on this server has no warm-up.</source>
        <translation>此服务器上绘制 {0} 的部分没有预热。</translation>
    </message>
    <message>
        <source>What is behind the host.</source>
        <translation>主播身后的背景。</translation>
    </message>
    <message>
        <source>What it computes on. The stand-in draws one colour, to try things out.</source>
        <translation>用什么计算。替身只绘制一种颜色，供试用。</translation>
    </message>
    <message>
        <source>What it draws with, and the memory that it needs on the card. The weights are not part of the studio.</source>
        <translation>用什么绘制，以及它所需的显存。权重不随工作室提供。</translation>
    </message>
    <message>
        <source>What it draws with.</source>
        <translation>用什么绘制。</translation>
    </message>
    <message>
        <source>What its chance begins with.</source>
        <translation>随机数从何开始。</translation>
    </message>
    <message>
        <source>What makes chunks be drawn faster helps here, too; so does a server or a network that others use less.</source>
        <translation>让各块绘制更快的办法在这里也有用；其他人少用的服务器或网络也一样。</translation>
    </message>
    <message>
        <source>What models on this computer run with is not installed ({0}).</source>
        <translation>本机模型所需的运行环境未安装（{0}）。</translation>
    </message>
    <message>
        <source>What the host follows: your voice, or your face as a camera sees it, which an OmniRT server draws.</source>
        <translation>主播跟随什么：你的声音，或摄像头看到的你的脸（由 OmniRT 服务器绘制）。</translation>
    </message>
    <message>
        <source>What the label says.</source>
        <translation>标签的文字。</translation>
    </message>
    <message>
        <source>What the model is told of the scene; empty: the server&apos;s own words.</source>
        <translation>告诉模型的场景描述；留空：用服务器自己的。</translation>
    </message>
    <message>
        <source>What the voice&apos;s server sent is not the sound that was asked for.</source>
        <translation>语音服务器发来的不是所请求的声音。</translation>
    </message>
    <message>
        <source>Where each avatar&apos;s portrait is cut to the server&apos;s shape: an offset in fractions of the picture.</source>
        <translation>每个虚拟形象的肖像在何处按服务器形状裁剪：以图片比例表示的偏移。</translation>
    </message>
    <message>
        <source>Where it answers.</source>
        <translation>它在哪里应答。</translation>
    </message>
    <message>
        <source>Where it runs. A process can crash without harm to the show; an engine that draws elsewhere needs none.</source>
        <translation>它在哪里运行。单独的进程即使崩溃也不影响节目；在别处绘制的引擎不需要。</translation>
    </message>
    <message>
        <source>Where its disk has no trash, remove it in its folder.</source>
        <translation>如果该磁盘没有回收站，请在文件夹中删除。</translation>
    </message>
    <message>
        <source>Where the label is.</source>
        <translation>标签的位置。</translation>
    </message>
    <message>
        <source>Where the program is shown. The studio warns of what the platform is known to forbid or to ask for.</source>
        <translation>节目在哪里播出。工作室会提醒已知该平台禁止或要求的事项。</translation>
    </message>
    <message>
        <source>Which engine.</source>
        <translation>哪个引擎。</translation>
    </message>
    <message>
        <source>Who speaks typed lines: the first that can, speaks. espeak-ng is always the last resort.</source>
        <translation>由谁说输入台词：第一个能说的来说。espeak-ng 始终是最后的选择。</translation>
    </message>
    <message>
        <source>Who stands in while the server is away: the host at rest, or the built-in engine.</source>
        <translation>服务器不在时由谁代替：休息的主播，或内置引擎。</translation>
    </message>
    <message>
        <source>Width and height of the pictures, for example 384x384; empty: as the model&apos;s makers have it. Experimental.</source>
        <translation>画面的宽和高，例如 384x384；留空：与模型作者一致。实验性。</translation>
    </message>
    <message>
        <source>You are not allowed to send to the virtual camera {0} ({1}).</source>
        <translation>你没有权限向虚拟摄像机 {0}（{1}）发送画面。</translation>
    </message>
    <message>
        <source>{0} asks for a label on what AI has made, and it is off.</source>
        <translation>{0} 要求给 AI 制作的内容加标签，而标签已关闭。</translation>
    </message>
    <message>
        <source>{0} cannot be brought back: {1}.</source>
        <translation>无法恢复 {0}：{1}。</translation>
    </message>
    <message>
        <source>{0} cannot be imported: {1}.</source>
        <translation>无法导入 {0}：{1}。</translation>
    </message>
    <message>
        <source>{0} cannot be made: {1}.</source>
        <translation>无法创建 {0}：{1}。</translation>
    </message>
    <message>
        <source>{0} cannot be moved to the trash: {1}. It stays.</source>
        <translation>{0} 无法移到回收站：{1}。文件保持原样。</translation>
    </message>
    <message>
        <source>{0} cannot be removed: {1}.</source>
        <translation>无法移除 {0}：{1}。</translation>
    </message>
    <message>
        <source>{0} cannot be started: {1}.</source>
        <translation>无法启动 {0}：{1}。</translation>
    </message>
    <message>
        <source>{0} cannot be used: {1}.</source>
        <translation>无法使用 {0}：{1}。</translation>
    </message>
    <message>
        <source>{0} cannot be written to {1}: {2}.</source>
        <translation>无法把 {0} 写入 {1}：{2}。</translation>
    </message>
    <message>
        <source>{0} cannot be written.</source>
        <translation>无法写入 {0}。</translation>
    </message>
    <message>
        <source>{0} cannot be written: {1}.</source>
        <translation>无法写入 {0}：{1}。</translation>
    </message>
    <message>
        <source>{0} cannot draw clips of {1} frames from {2} s of sound.</source>
        <translation>{0} 不能用 {2} 秒的声音绘制 {1} 帧的片段。</translation>
    </message>
    <message>
        <source>{0} cannot draw clips of {1} frames.</source>
        <translation>{0} 不能绘制 {1} 帧的片段。</translation>
    </message>
    <message>
        <source>{0} cannot draw {1}x{2} pixels.</source>
        <translation>{0} 不能绘制 {1}x{2} 像素。</translation>
    </message>
    <message>
        <source>{0} comes on stage when this line is over.</source>
        <translation>这一行说完后 {0} 上台。</translation>
    </message>
    <message>
        <source>{0} comes with the studio and cannot be changed or removed.</source>
        <translation>{0} 是工作室自带的，不能更改或移除。</translation>
    </message>
    <message>
        <source>{0} could not be removed ({1}), so the card is not measured again.</source>
        <translation>无法移除 {0}（{1}），因此没有重新测量显卡。</translation>
    </message>
    <message>
        <source>{0} could not be spoken: {1}.</source>
        <translation>没能说出 {0}：{1}。</translation>
    </message>
    <message>
        <source>{0} does not compute with FP8 numbers.</source>
        <translation>{0} 不支持 FP8 计算。</translation>
    </message>
    <message>
        <source>{0} does not end in .txt.</source>
        <translation>{0} 不以 .txt 结尾。</translation>
    </message>
    <message>
        <source>{0} does not fit into the memory of the graphics card.</source>
        <translation>显存装不下 {0}。</translation>
    </message>
    <message>
        <source>{0} does not give out {1} ({2}).</source>
        <translation>{0} 不提供 {1}（{2}）。</translation>
    </message>
    <message>
        <source>{0} draws a picture of {1} in {2} ms, and has {3} ms for it.</source>
        <translation>{0} 绘制一张 {1} 的画面需 {2} 毫秒，可用 {3} 毫秒。</translation>
    </message>
    <message>
        <source>{0} exists already.</source>
        <translation>{0} 已经存在。</translation>
    </message>
    <message>
        <source>{0} failed because of a fault of its own ({1}: {2}).</source>
        <translation>{0} 因自身错误而失败（{1}：{2}）。</translation>
    </message>
    <message>
        <source>{0} failed: {1}.</source>
        <translation>{0} 失败：{1}。</translation>
    </message>
    <message>
        <source>{0} has more than {1} MB.</source>
        <translation>{0} 超过 {1} MB。</translation>
    </message>
    <message>
        <source>{0} has no voice “{1}”.</source>
        <translation>{0} 没有语音“{1}”。</translation>
    </message>
    <message>
        <source>{0} has no warm-up of its own.</source>
        <translation>{0} 没有自己的预热。</translation>
    </message>
    <message>
        <source>{0} has the details.</source>
        <translation>{0} 有详情。</translation>
    </message>
    <message>
        <source>{0} holds no such files any more.</source>
        <translation>{0} 中不再有这样的文件。</translation>
    </message>
    <message>
        <source>{0} in {1} is whole. How fast it draws shows when it is loaded.</source>
        <translation>{1} 中的 {0} 是完整的。绘制多快要加载后才知道。</translation>
    </message>
    <message>
        <source>{0} is a fake runtime there, which draws placeholders.</source>
        <translation>{0} 在那里是假运行时，只绘制占位画面。</translation>
    </message>
    <message>
        <source>{0} is being recorded: nothing was removed.</source>
        <translation>{0} 正在录制：未移除任何内容。</translation>
    </message>
    <message>
        <source>{0} is damaged or incomplete: {1} s of its sound could be played.</source>
        <translation>{0} 已损坏或不完整：能播放其 {1} 秒的声音。</translation>
    </message>
    <message>
        <source>{0} is known to allow neither AI voices nor recordings in live shows.</source>
        <translation>已知 {0} 不允许在直播中使用 AI 语音或录音。</translation>
    </message>
    <message>
        <source>{0} is known to ask for a real, registered person who drives the host.</source>
        <translation>已知 {0} 要求由真实、已登记的人来驱动主播。</translation>
    </message>
    <message>
        <source>{0} is known to mind drawn figures that cover more than {1} of the picture, and the host&apos;s picture covers {2}.</source>
        <translation>已知 {0} 不希望绘制的人物占画面的 {1} 以上，而主播的画面占 {2}。</translation>
    </message>
    <message>
        <source>{0} is no script file.</source>
        <translation>{0} 不是脚本文件。</translation>
    </message>
    <message>
        <source>{0} is no size: write width and height as in 384x384, or nothing.</source>
        <translation>{0} 不是尺寸：请按 384x384 的形式写宽和高，或留空。</translation>
    </message>
    <message>
        <source>{0} is no text.</source>
        <translation>{0} 不是文本。</translation>
    </message>
    <message>
        <source>{0} is not a picture that can be read.</source>
        <translation>{0} 不是可以读取的图片。</translation>
    </message>
    <message>
        <source>{0} is not an avatar: it has no {1}.</source>
        <translation>{0} 不是虚拟形象：它没有 {1}。</translation>
    </message>
    <message>
        <source>{0} is not connected: switch it on at the server, or start the service behind it.</source>
        <translation>{0} 未连接：请在服务器上打开它，或启动它后面的服务。</translation>
    </message>
    <message>
        <source>{0} is not on this computer: it was looked for in {1}.</source>
        <translation>{0} 不在本机：曾在 {1} 中查找。</translation>
    </message>
    <message>
        <source>{0} is the last one.</source>
        <translation>{0} 是最后一个。</translation>
    </message>
    <message>
        <source>{0} is there already.</source>
        <translation>{0} 已经存在。</translation>
    </message>
    <message>
        <source>{0} is there, but not what it runs with.</source>
        <translation>{0} 在，但缺少它的运行环境。</translation>
    </message>
    <message>
        <source>{0} lines from other programs wait for approval, and no more may wait: this one was not taken.</source>
        <translation>已有 {0} 行来自其他程序的台词等待批准，不能再等更多：这一行没有接收。</translation>
    </message>
    <message>
        <source>{0} lines wait to be spoken, and no more may wait: this one was not taken.</source>
        <translation>已有 {0} 行等待说出，不能再等更多：这一行没有接收。</translation>
    </message>
    <message>
        <source>{0} makes no sense: {1}.</source>
        <translation>{0} 没有意义：{1}。</translation>
    </message>
    <message>
        <source>{0} more are needed in {1}, and {2} are free.</source>
        <translation>{1} 还需要 {0}，可用 {2}。</translation>
    </message>
    <message>
        <source>{0} of avatar {1} cannot be used: {2}.</source>
        <translation>虚拟形象 {1} 的 {0} 无法使用：{2}。</translation>
    </message>
    <message>
        <source>{0} says nothing to “{1}”.</source>
        <translation>{0} 对“{1}”没有发声。</translation>
    </message>
    <message>
        <source>{0} was imported.</source>
        <translation>{0} 已导入。</translation>
    </message>
    <message>
        <source>{0} was removed.</source>
        <translation>{0} 已移除。</translation>
    </message>
    <message>
        <source>Quantised weights</source>
        <translation>量化权重</translation>
    </message>
    <message>
        <source>Drawn hosts</source>
        <translation>已绘制的主播</translation>
    </message>
    <message>
        <source>Neural voices</source>
        <translation>神经网络语音</translation>
    </message>
    <message>
        <source>Recordings</source>
        <translation>录制</translation>
    </message>
    <message>
        <source>Logs</source>
        <translation>日志</translation>
    </message>
    <message>
        <source>PyTorch</source>
        <translation>PyTorch</translation>
    </message>
    <message>
        <source>see its card</source>
        <translation>见其模型卡</translation>
    </message>
    <message>
        <source>Research, non-commercial</source>
        <translation>研究用途，非商业</translation>
    </message>
    <message>
        <source>On {card}: {speed} times real time with {way}</source>
        <translation>在 {card} 上：用 {way} 为实时的 {speed} 倍</translation>
    </message>
    <message>
        <source>its own size</source>
        <translation>它自己的尺寸</translation>
    </message>
    <message>
        <source>{card} has too little memory for it</source>
        <translation>{card} 的显存不够</translation>
    </message>
    <message>
        <source>{card} is too slow for it</source>
        <translation>{card} 太慢</translation>
    </message>
    <message>
        <source>On {card}: about {speed} times real time expected with {way}</source>
        <translation>在 {card} 上：用 {way} 预计约为实时的 {speed} 倍</translation>
    </message>
    <message>
        <source>{action}, in the studio</source>
        <translation>{action}，在工作室中</translation>
    </message>
    <message>
        <source>{action}, in any program</source>
        <translation>{action}，在任何程序中</translation>
    </message>
    <message>
        <source>Reset: {action}</source>
        <translation>重置：{action}</translation>
    </message>
    <message>
        <source>Reset</source>
        <translation>重置</translation>
    </message>
    <message>
        <source>Panic: Silent and at Rest, Now</source>
        <translation>紧急：立即静音并静止</translation>
    </message>
    <message>
        <source>Interrupt</source>
        <translation>打断</translation>
    </message>
    <message>
        <source>Skip What Is Being Spoken</source>
        <translation>跳过正在说的内容</translation>
    </message>
    <message>
        <source>Push-to-talk (hold)</source>
        <translation>按键说话（按住）</translation>
    </message>
    <message>
        <source>Leave Out All Lines That Wait</source>
        <translation>清除所有等待的台词</translation>
    </message>
    <message>
        <source>Mute or Unmute Microphone</source>
        <translation>麦克风静音或取消静音</translation>
    </message>
    <message>
        <source>Mute or Unmute Avatar</source>
        <translation>虚拟形象静音或取消静音</translation>
    </message>
    <message>
        <source>Start or Stop Virtual Camera</source>
        <translation>启动或停止虚拟摄像机</translation>
    </message>
    <message>
        <source>Start or Stop Browser Source</source>
        <translation>启动或停止浏览器来源</translation>
    </message>
    <message>
        <source>Start or Stop Recording</source>
        <translation>开始或停止录制</translation>
    </message>
    <message>
        <source>Pause or Unpause Recording</source>
        <translation>暂停或继续录制</translation>
    </message>
    <message>
        <source>Next Line of the Script</source>
        <translation>脚本的下一行</translation>
    </message>
    <message>
        <source>Previous Line of the Script</source>
        <translation>脚本的上一行</translation>
    </message>
    <message>
        <source>Play or Pause the Script</source>
        <translation>播放或暂停脚本</translation>
    </message>
    <message>
        <source>Stop the Script</source>
        <translation>停止脚本</translation>
    </message>
    <message>
        <source>Loop the Script or Not</source>
        <translation>循环脚本或不再循环</translation>
    </message>
    <message>
        <source>Shuffle the Script or Not</source>
        <translation>打乱脚本顺序或不再打乱</translation>
    </message>
    <message>
        <source>Undo the Last Change of the Scenes</source>
        <translation>撤销对场景的上一次更改</translation>
    </message>
    <message>
        <source>Redo the Change of the Scenes</source>
        <translation>重做对场景的更改</translation>
    </message>
    <message>
        <source>Next Scene</source>
        <translation>下一个场景</translation>
    </message>
    <message>
        <source>Previous Scene</source>
        <translation>上一个场景</translation>
    </message>
    <message>
        <source>Snapshot of the Program</source>
        <translation>节目截图</translation>
    </message>
    <message>
        <source>Approve the Next Proposed Line</source>
        <translation>批准下一条提议的台词</translation>
    </message>
    <message>
        <source>Discard the Next Proposed Line</source>
        <translation>丢弃下一条提议的台词</translation>
    </message>
    <message>
        <source>Face: Neutral</source>
        <translation>表情：平静</translation>
    </message>
    <message>
        <source>Face: Smile</source>
        <translation>表情：微笑</translation>
    </message>
    <message>
        <source>Face: Surprise</source>
        <translation>表情：惊讶</translation>
    </message>
    <message>
        <source>Face: Doubt</source>
        <translation>表情：疑惑</translation>
    </message>
    <message>
        <source>Face: Nod</source>
        <translation>表情：点头</translation>
    </message>
    <message>
        <source>Face: Wink</source>
        <translation>表情：眨眼</translation>
    </message>
    <message>
        <source>Script: Jump to Cue {place}</source>
        <translation>脚本：跳到第 {place} 个提示点</translation>
    </message>
    <message>
        <source>Scene: {name}</source>
        <translation>场景：{name}</translation>
    </message>
    <message>
        <source>Avatar: {name}</source>
        <translation>虚拟形象：{name}</translation>
    </message>
    <message>
        <source>&amp;Open Audio or Video File…</source>
        <translation>打开音频或视频文件(&amp;O)…</translation>
    </message>
    <message>
        <source>Open S&amp;cript…</source>
        <translation>打开脚本(&amp;C)…</translation>
    </message>
    <message>
        <source>&amp;Import Avatar…</source>
        <translation>导入虚拟形象(&amp;I)…</translation>
    </message>
    <message>
        <source>Import Avatar &amp;Folder…</source>
        <translation>导入虚拟形象文件夹(&amp;F)…</translation>
    </message>
    <message>
        <source>&amp;Paste Picture as Avatar</source>
        <translation>把图片粘贴为虚拟形象(&amp;P)</translation>
    </message>
    <message>
        <source>&amp;Crop Avatar for Server…</source>
        <translation>为服务器裁剪虚拟形象(&amp;C)…</translation>
    </message>
    <message>
        <source>&amp;Settings…</source>
        <translation>设置(&amp;S)…</translation>
    </message>
    <message>
        <source>E&amp;xit</source>
        <translation>退出(&amp;X)</translation>
    </message>
    <message>
        <source>&amp;Full-Screen Stage</source>
        <translation>全屏舞台(&amp;F)</translation>
    </message>
    <message>
        <source>&amp;Mirror Preview</source>
        <translation>镜像预览(&amp;M)</translation>
    </message>
    <message>
        <source>Safe A&amp;reas</source>
        <translation>安全区(&amp;R)</translation>
    </message>
    <message>
        <source>S&amp;imple Mode</source>
        <translation>简单模式(&amp;I)</translation>
    </message>
    <message>
        <source>&amp;Script</source>
        <translation>脚本(&amp;S)</translation>
    </message>
    <message>
        <source>&amp;Avatars</source>
        <translation>虚拟形象(&amp;A)</translation>
    </message>
    <message>
        <source>S&amp;cenes</source>
        <translation>场景(&amp;C)</translation>
    </message>
    <message>
        <source>Audio Mi&amp;xer</source>
        <translation>混音器(&amp;X)</translation>
    </message>
    <message>
        <source>S&amp;tats</source>
        <translation>统计(&amp;T)</translation>
    </message>
    <message>
        <source>&amp;Lock Docks</source>
        <translation>锁定停靠窗口(&amp;L)</translation>
    </message>
    <message>
        <source>&amp;Reset Docks</source>
        <translation>重置停靠窗口(&amp;R)</translation>
    </message>
    <message>
        <source>&amp;Preflight…</source>
        <translation>开播检查(&amp;P)…</translation>
    </message>
    <message>
        <source>Set Up &amp;OBS…</source>
        <translation>设置 &amp;OBS…</translation>
    </message>
    <message>
        <source>&amp;First Steps…</source>
        <translation>快速入门(&amp;F)…</translation>
    </message>
    <message>
        <source>&amp;View Log</source>
        <translation>查看日志(&amp;V)</translation>
    </message>
    <message>
        <source>&amp;Copy Report</source>
        <translation>复制报告(&amp;C)</translation>
    </message>
    <message>
        <source>Open &amp;Log Folder</source>
        <translation>打开日志文件夹(&amp;L)</translation>
    </message>
    <message>
        <source>Open &amp;Data Folder</source>
        <translation>打开数据文件夹(&amp;D)</translation>
    </message>
    <message>
        <source>Check for &amp;Updates…</source>
        <translation>检查更新(&amp;U)…</translation>
    </message>
    <message>
        <source>&amp;About FlashTalk Studio</source>
        <translation>关于 FlashTalk Studio(&amp;A)</translation>
    </message>
    <message>
        <source>Measured while somebody speaks.</source>
        <translation>有人说话时才会测量。</translation>
    </message>
    <message>
        <source>FPS</source>
        <translation>FPS</translation>
    </message>
    <message>
        <source>Pictures per second that go out</source>
        <translation>每秒输出的画面数</translation>
    </message>
    <message>
        <source>Delay</source>
        <translation>延迟</translation>
    </message>
    <message>
        <source>Time between your voice and what viewers hear and see</source>
        <translation>从你的声音到观众听到和看到之间的时间</translation>
    </message>
    <message>
        <source>Measured while your own voice is on the program.</source>
        <translation>你的声音在节目中时才会测量。</translation>
    </message>
    <message>
        <source>Sync error</source>
        <translation>同步误差</translation>
    </message>
    <message>
        <source>How late (+) or early (−) the picture is against the sound</source>
        <translation>画面相对声音晚 (+) 或早 (−) 多少</translation>
    </message>
    <message>
        <source>RTF</source>
        <translation>RTF</translation>
    </message>
    <message>
        <source>Time that the engine needs for a second of speech, in seconds: above 1 it cannot keep up</source>
        <translation>引擎处理一秒语音所需的秒数：超过 1 就跟不上</translation>
    </message>
    <message>
        <source>Engine FPS</source>
        <translation>引擎 FPS</translation>
    </message>
    <message>
        <source>Pictures per second that the engine draws</source>
        <translation>引擎每秒渲染的画面数</translation>
    </message>
    <message>
        <source>Queue</source>
        <translation>队列</translation>
    </message>
    <message>
        <source>Pictures that are drawn and wait for their time</source>
        <translation>已渲染、等待播出的画面</translation>
    </message>
    <message>
        <source>since the start or the last Reset</source>
        <translation>自启动或上次重置以来</translation>
    </message>
    <message>
        <source>Lagged frames</source>
        <translation>滞后帧</translation>
    </message>
    <message>
        <source>Pictures that this computer was late for</source>
        <translation>本机来不及处理的画面</translation>
    </message>
    <message>
        <source>Skipped frames</source>
        <translation>跳过帧</translation>
    </message>
    <message>
        <source>Pictures that an output could not take</source>
        <translation>输出端来不及接收的画面</translation>
    </message>
    <message>
        <source>Dropped frames</source>
        <translation>丢弃帧</translation>
    </message>
    <message>
        <source>Pictures of the engine that came too late</source>
        <translation>来得太迟的引擎画面</translation>
    </message>
    <message>
        <source>Sound gaps</source>
        <translation>声音中断</translation>
    </message>
    <message>
        <source>Holes in the sound device&apos;s sound</source>
        <translation>声音设备的声音出现的空隙</translation>
    </message>
    <message>
        <source>CPU</source>
        <translation>CPU</translation>
    </message>
    <message>
        <source>What the studio takes of all processors of this computer</source>
        <translation>工作室占用这台电脑全部处理器的比例</translation>
    </message>
    <message>
        <source>Memory</source>
        <translation>内存</translation>
    </message>
    <message>
        <source>What the studio&apos;s processes hold in memory; what they share is counted in each</source>
        <translation>工作室各进程占用的内存；共享的部分在每个进程里都计入</translation>
    </message>
    <message>
        <source>GPU</source>
        <translation>GPU</translation>
    </message>
    <message>
        <source>How busy the graphics card is, whichever program keeps it busy</source>
        <translation>显卡的占用率，不论被哪个程序占用</translation>
    </message>
    <message>
        <source>GPU memory</source>
        <translation>显存</translation>
    </message>
    <message>
        <source>What is taken of the graphics card&apos;s memory, by whichever program</source>
        <translation>已占用的显存，不论被哪个程序占用</translation>
    </message>
    <message>
        <source>Window and show</source>
        <translation>窗口与节目</translation>
    </message>
    <message>
        <source>Camera</source>
        <translation>摄像头</translation>
    </message>
    <message>
        <source>Speech</source>
        <translation>语音</translation>
    </message>
    <message>
        <source>Others</source>
        <translation>其他</translation>
    </message>
    <message>
        <source>{done} of {whole}</source>
        <translation>{done} / {whole}</translation>
    </message>
    <message>
        <source>{rate}/s</source>
        <translation>{rate}/秒</translation>
    </message>
    <message>
        <source>{time} left</source>
        <translation>剩余 {time}</translation>
    </message>
    <message>
        <source>{steps} steps</source>
        <translation>{steps} 步</translation>
    </message>
    <message>
        <source>, 8 bits</source>
        <translation>，8 位</translation>
    </message>
    <message>
        <source>the built-in engine</source>
        <translation>内置引擎</translation>
    </message>
    <message>
        <source>1 avatar can be used.</source>
        <translation>1 个虚拟形象可用。</translation>
    </message>
    <message>
        <source>A chunk of {0} is drawn in {1}: a real-time factor of {2}, which is too slow for a live show.</source>
        <translation>{0} 的一块在 {1} 内绘制：实时系数为 {2}，对直播来说太慢。</translation>
    </message>
    <message>
        <source>A chunk of {0} is drawn in {1}: a real-time factor of {2}.</source>
        <translation>{0} 的一块在 {1} 内绘制：实时系数为 {2}。</translation>
    </message>
    <message>
        <source>A message was too long for the other side.</source>
        <translation>有一条消息对另一方来说太长。</translation>
    </message>
    <message>
        <source>After {0} s: {1}</source>
        <translation>{0} 秒后：{1}</translation>
    </message>
    <message>
        <source>All it said: {0}</source>
        <translation>它输出的全部内容：{0}</translation>
    </message>
    <message>
        <source>Check again.</source>
        <translation>重新检查。</translation>
    </message>
    <message>
        <source>Choose another.</source>
        <translation>请选择另一个。</translation>
    </message>
    <message>
        <source>Chunks drawn: {0}, of {1} each.</source>
        <translation>已绘制 {0} 块，每块 {1}。</translation>
    </message>
    <message>
        <source>Edge&apos;s online voices broke off in the middle of a sentence.</source>
        <translation>Edge 在线语音在一句话中间中断。</translation>
    </message>
    <message>
        <source>Edge&apos;s online voices cannot be reached.</source>
        <translation>无法连接 Edge 在线语音。</translation>
    </message>
    <message>
        <source>Edge&apos;s online voices do not answer.</source>
        <translation>Edge 在线语音没有应答。</translation>
    </message>
    <message>
        <source>Edge&apos;s online voices refuse to speak (error {0}).</source>
        <translation>Edge 在线语音拒绝说话（错误 {0}）。</translation>
    </message>
    <message>
        <source>Find it: others that lie beside it now are found with it.</source>
        <translation>请找到它：现在与它放在一起的其他文件会一并找到。</translation>
    </message>
    <message>
        <source>Graphics: {0} (driver {1}).</source>
        <translation>显卡：{0}（驱动 {1}）。</translation>
    </message>
    <message>
        <source>Graphics: {0} (driver {1}, {2} of {3} GiB free).</source>
        <translation>显卡：{0}（驱动 {1}，{3} GiB 中有 {2} GiB 空闲）。</translation>
    </message>
    <message>
        <source>Graphics: {0} (no driver).</source>
        <translation>显卡：{0}（无驱动）。</translation>
    </message>
    <message>
        <source>Graphics: {0} (no driver, {1} of {2} GiB free).</source>
        <translation>显卡：{0}（无驱动，{2} GiB 中有 {1} GiB 空闲）。</translation>
    </message>
    <message>
        <source>Half took at most {0} (p50), 99 of 100 at most {1} (p99), which is a real-time factor of {2}.</source>
        <translation>其中一半最多用时 {0} (p50)，100 块中有 99 块最多 {1} (p99)，实时系数为 {2}。</translation>
    </message>
    <message>
        <source>Half took at most {0} (p50), 99 of 100 at most {1} (p99), which is a real-time factor of {2}: at its slowest too slow for a live show.</source>
        <translation>其中一半最多用时 {0} (p50)，100 块中有 99 块最多 {1} (p99)，实时系数为 {2}：最慢时对直播来说太慢。</translation>
    </message>
    <message>
        <source>Half took at most {0} (p50), 99 of 100 at most {1} (p99), which is a real-time factor of {2}: slower than speech, and so too slow for any show.</source>
        <translation>其中一半最多用时 {0} (p50)，100 块中有 99 块最多 {1} (p99)，实时系数为 {2}：比说话慢，对任何节目都太慢。</translation>
    </message>
    <message>
        <source>Import its picture again, with the + beside the avatars or by dropping it on the window.</source>
        <translation>再次导入它的图片：点虚拟形象旁边的 +，或把图片拖到窗口上。</translation>
    </message>
    <message>
        <source>In a game, limit the frame rate to 60.</source>
        <translation>在游戏中，把帧率限制为 60。</translation>
    </message>
    <message>
        <source>In the other program, stop its virtual camera, or close it.</source>
        <translation>请在另一个程序中停止其虚拟摄像机，或关闭该程序。</translation>
    </message>
    <message>
        <source>In {0} s of speech, 1 line, there were {1} pictures a second of {2}, and {3} in the worst second.</source>
        <translation>在 {0} 秒的语音（1 行）中，每秒有 {1} 张画面（应为 {2}），最差的一秒为 {3}。</translation>
    </message>
    <message>
        <source>In {0} s of speech, {1} lines, there were {2} pictures a second of {3}, and {4} in the worst second.</source>
        <translation>在 {0} 秒的语音（{1} 行）中，每秒有 {2} 张画面（应为 {3}），最差的一秒为 {4}。</translation>
    </message>
    <message>
        <source>Install it.</source>
        <translation>请安装它。</translation>
    </message>
    <message>
        <source>Install the studio again; the command run needs no window.</source>
        <translation>请重新安装工作室；命令 run 不需要窗口。</translation>
    </message>
    <message>
        <source>It is open {0} of its width at rest, up to {1} while it speaks, and {2} at the end.</source>
        <translation>按嘴宽计，休息时张开 {0}，说话时最多 {1}，末尾 {2}。</translation>
    </message>
    <message>
        <source>It was stopped after {0} s: what is missing here was not measured.</source>
        <translation>已在 {0} 秒后停止：这里缺少的没有测量。</translation>
    </message>
    <message>
        <source>It was stopped: what is missing here was not measured.</source>
        <translation>已停止：这里缺少的没有测量。</translation>
    </message>
    <message>
        <source>It was warm already.</source>
        <translation>之前就已预热好。</translation>
    </message>
    <message>
        <source>Its code is {0}.</source>
        <translation>代码为 {0}。</translation>
    </message>
    <message>
        <source>Its code is {0}: &quot;{1}&quot;</source>
        <translation>代码为 {0}：“{1}”</translation>
    </message>
    <message>
        <source>Its cues: {0}.</source>
        <translation>它的提示点：{0}。</translation>
    </message>
    <message>
        <source>Its log says more: {0}</source>
        <translation>其日志有更多信息：{0}</translation>
    </message>
    <message>
        <source>LiteRT cannot be loaded on this computer ({0})</source>
        <translation>本机无法加载 LiteRT（{0}）</translation>
    </message>
    <message>
        <source>Make the AI label larger.</source>
        <translation>请放大 AI 标签。</translation>
    </message>
    <message>
        <source>Make the avatar smaller in Settings &gt; Video.</source>
        <translation>请在“设置 &gt; 视频”中缩小虚拟形象。</translation>
    </message>
    <message>
        <source>Model {0}: connected ({1}).</source>
        <translation>模型 {0}：已连接（{1}）。</translation>
    </message>
    <message>
        <source>Model {0}: connected.</source>
        <translation>模型 {0}：已连接。</translation>
    </message>
    <message>
        <source>Model {0}: fake ({1}).</source>
        <translation>模型 {0}：假的（{1}）。</translation>
    </message>
    <message>
        <source>Model {0}: not connected ({1}).</source>
        <translation>模型 {0}：未连接（{1}）。</translation>
    </message>
    <message>
        <source>Model {0}: not connected, and no reason is given.</source>
        <translation>模型 {0}：未连接，没有给出原因。</translation>
    </message>
    <message>
        <source>Neural voices cannot speak: Piper, which speaks them, is missing or does not start.</source>
        <translation>神经网络语音无法说话：负责朗读的 Piper 缺失或无法启动。</translation>
    </message>
    <message>
        <source>No face was found in the host at rest.</source>
        <translation>在休息的主播画面中没有找到脸。</translation>
    </message>
    <message>
        <source>No face was found in the pictures of speech.</source>
        <translation>在说话的画面中没有找到脸。</translation>
    </message>
    <message>
        <source>No room.</source>
        <translation>没有空位。</translation>
    </message>
    <message>
        <source>Nothing was left on the desk when the studio ended, or it was put back already.</source>
        <translation>软件结束时没有留下任何内容，或者已经恢复过了。</translation>
    </message>
    <message>
        <source>OmniRT has stopped by itself.</source>
        <translation>OmniRT 自行停止了。</translation>
    </message>
    <message>
        <source>OmniRT has stopped by itself: &quot;{0}&quot;.</source>
        <translation>OmniRT 自行停止了：“{0}”。</translation>
    </message>
    <message>
        <source>Open Activity Monitor, and sort by CPU: close what stands first and is not needed.</source>
        <translation>打开“活动监视器”，按 CPU 排序：关闭排在最前面且不需要的程序。</translation>
    </message>
    <message>
        <source>Open a script in the Script dock, or with script open.</source>
        <translation>在“脚本”停靠窗口中打开一个脚本，或使用 script open。</translation>
    </message>
    <message>
        <source>Open the Task Manager (Ctrl+Shift+Esc), and sort by CPU: close what stands first and is not needed.</source>
        <translation>打开任务管理器（Ctrl+Shift+Esc），按 CPU 排序：关闭排在最前面且不需要的程序。</translation>
    </message>
    <message>
        <source>Open the system monitor, and sort by CPU: close what stands first and is not needed.</source>
        <translation>打开系统监视器，按 CPU 排序：关闭排在最前面且不需要的程序。</translation>
    </message>
    <message>
        <source>Piper, which speaks the neural voices, has not been fetched.</source>
        <translation>朗读神经网络语音的 Piper 还没有获取。</translation>
    </message>
    <message>
        <source>Piper, which speaks the neural voices, is installed and does not work ({0}).</source>
        <translation>朗读神经网络语音的 Piper 已安装但无法工作（{0}）。</translation>
    </message>
    <message>
        <source>Plug it in, or connect it by Bluetooth: the studio sees it within seconds.</source>
        <translation>插上它，或用蓝牙连接：软件几秒内就会看到它。</translation>
    </message>
    <message>
        <source>Press Install in Settings &gt; Graphics Card, or run this in a terminal.</source>
        <translation>请在“设置 &gt; 显卡”中点击“安装”，或在终端中运行以下命令。</translation>
    </message>
    <message>
        <source>Press Install in Settings &gt; Graphics Card, or run: {0}</source>
        <translation>请在“设置 &gt; 显卡”中点击“安装”，或运行：{0}</translation>
    </message>
    <message>
        <source>Press Install in Settings &gt; Graphics Card, or run: {0}. Or choose another engine in Settings &gt; Connection.</source>
        <translation>请在“设置 &gt; 显卡”中点击“安装”，或运行：{0}。也可在“设置 &gt; 连接”中选择另一个引擎。</translation>
    </message>
    <message>
        <source>Put them back after the show.</source>
        <translation>直播结束后再改回来。</translation>
    </message>
    <message>
        <source>PyTorch finds no device {0}: only {1} cards are there.</source>
        <translation>PyTorch 找不到设备 {0}：只有 {1} 块显卡。</translation>
    </message>
    <message>
        <source>PyTorch finds no device {0}: there is no such card.</source>
        <translation>PyTorch 找不到设备 {0}：没有这块显卡。</translation>
    </message>
    <message>
        <source>Remove it under Docks &gt; Avatars.</source>
        <translation>在“停靠窗口 &gt; 虚拟形象”中移除它。</translation>
    </message>
    <message>
        <source>Remove the Piper library in Settings &gt; Storage and fetch a voice again, or choose other voices.</source>
        <translation>请在“设置 &gt; 存储”中移除 Piper 库，再重新获取一个语音，或选择其他语音。</translation>
    </message>
    <message>
        <source>Run in a terminal: {0}, then: {1}, and start the virtual camera again.</source>
        <translation>请在终端中运行：{0}，然后运行：{1}，再重新启动虚拟摄像机。</translation>
    </message>
    <message>
        <source>Save what is open, and choose Restart in the Apple menu.</source>
        <translation>保存打开的内容，然后在苹果菜单中选择“重新启动”。</translation>
    </message>
    <message>
        <source>See it.</source>
        <translation>请查看。</translation>
    </message>
    <message>
        <source>See whether the system&apos;s sound settings list it; what they do not list, no program can use.</source>
        <translation>查看系统的声音设置里是否有它；那里没有的设备，任何程序都不能使用。</translation>
    </message>
    <message>
        <source>Set it.</source>
        <translation>请设置时间。</translation>
    </message>
    <message>
        <source>Set sleep and screen saver to “Never” in the system&apos;s power settings.</source>
        <translation>在系统的电源设置中，把睡眠和屏幕保护设为“从不”。</translation>
    </message>
    <message>
        <source>Speak through the microphone.</source>
        <translation>请用麦克风说话。</translation>
    </message>
    <message>
        <source>Start studio.py again to have it installed.</source>
        <translation>请再次启动 studio.py，它会安装所缺的部分。</translation>
    </message>
    <message>
        <source>Start the studio, and check again.</source>
        <translation>启动软件，然后重新检查。</translation>
    </message>
    <message>
        <source>The connection to the server broke.</source>
        <translation>与服务器的连接中断了。</translation>
    </message>
    <message>
        <source>The file {0} of the scene {1} is gone.</source>
        <translation>场景 {1} 的文件 {0} 不见了。</translation>
    </message>
    <message>
        <source>The mouth hardly moves, so its end says nothing.</source>
        <translation>嘴几乎不动，因此末尾说明不了什么。</translation>
    </message>
    <message>
        <source>The mouth is closed when the line is over, as it is at rest.</source>
        <translation>一行结束时嘴是闭上的，与休息时一样。</translation>
    </message>
    <message>
        <source>The mouth is still open when the line is over.</source>
        <translation>一行结束时嘴仍张开。</translation>
    </message>
    <message>
        <source>The old file was left as it is: {0}</source>
        <translation>旧文件保持原样：{0}</translation>
    </message>
    <message>
        <source>The package index has no {0}, which installs {1}.</source>
        <translation>软件包索引中没有 {0}，而它负责安装 {1}。</translation>
    </message>
    <message>
        <source>The recording {0} cannot be started: {1}.</source>
        <translation>无法开始录制 {0}：{1}。</translation>
    </message>
    <message>
        <source>The recording {0} has ended: {1}.</source>
        <translation>录制 {0} 已结束：{1}。</translation>
    </message>
    <message>
        <source>The script has no cue {0}.</source>
        <translation>脚本里没有提示点 {0}。</translation>
    </message>
    <message>
        <source>The server began a session but cannot draw: &quot;{0}&quot;</source>
        <translation>服务器开始了会话，但无法绘制：“{0}”</translation>
    </message>
    <message>
        <source>The server cannot have the host follow a camera: &quot;{0}&quot;</source>
        <translation>服务器无法让主播跟随摄像头：“{0}”</translation>
    </message>
    <message>
        <source>The server could not draw a chunk of speech: &quot;{0}&quot;</source>
        <translation>服务器没能绘制一块语音：“{0}”</translation>
    </message>
    <message>
        <source>The server could not draw {0} chunks of speech in a row: &quot;{1}&quot;</source>
        <translation>服务器连续 {0} 块语音没能绘制：“{1}”</translation>
    </message>
    <message>
        <source>The server could not warm up {0}.</source>
        <translation>服务器无法预热 {0}。</translation>
    </message>
    <message>
        <source>The server could not warm up {0}: &quot;{1}&quot;</source>
        <translation>服务器无法预热 {0}：“{1}”</translation>
    </message>
    <message>
        <source>The server did not begin a session: &quot;{0}&quot;</source>
        <translation>服务器没有开始会话：“{0}”</translation>
    </message>
    <message>
        <source>The server has closed the connection.</source>
        <translation>服务器关闭了连接。</translation>
    </message>
    <message>
        <source>The server has ended the session.</source>
        <translation>服务器结束了会话。</translation>
    </message>
    <message>
        <source>The server has not taken over {0}.</source>
        <translation>服务器没有采用 {0}。</translation>
    </message>
    <message>
        <source>The server has not taken over {0}: &quot;{1}&quot;</source>
        <translation>服务器没有采用 {0}：“{1}”</translation>
    </message>
    <message>
        <source>The server is going away.</source>
        <translation>服务器正在退出。</translation>
    </message>
    <message>
        <source>The server is starting anew.</source>
        <translation>服务器正在重新启动。</translation>
    </message>
    <message>
        <source>The server needs {0} s to draw one second of speech: a live voice will outrun it.</source>
        <translation>服务器绘制一秒语音需要 {0} 秒：直播的声音会跑在它前面。</translation>
    </message>
    <message>
        <source>The server needs {0} s to draw one second of speech: pictures are left out so that the sound stays in step.</source>
        <translation>服务器绘制一秒语音需要 {0} 秒：为保持声音同步，部分画面被略去。</translation>
    </message>
    <message>
        <source>The server stopped because of an error of its own.</source>
        <translation>服务器因自身错误而停止。</translation>
    </message>
    <message>
        <source>The speech server {0} broke off in the middle of a sentence.</source>
        <translation>语音服务器 {0} 在一句话中间中断。</translation>
    </message>
    <message>
        <source>The speech server {0} cannot be reached.</source>
        <translation>无法连接语音服务器 {0}。</translation>
    </message>
    <message>
        <source>The speech server {0} does not answer.</source>
        <translation>语音服务器 {0} 没有应答。</translation>
    </message>
    <message>
        <source>The virtual camera {0} is taken: another program sends through it.</source>
        <translation>虚拟摄像机 {0} 已被占用：另一个程序正通过它输出。</translation>
    </message>
    <message>
        <source>The virtual camera {0} is taken: {1} ({2}) sends through it.</source>
        <translation>虚拟摄像机 {0} 已被占用：{1}（{2}）正通过它输出。</translation>
    </message>
    <message>
        <source>These are no real pictures: {0}</source>
        <translation>这些不是真实的画面：{0}</translation>
    </message>
    <message>
        <source>Try again.</source>
        <translation>请重试。</translation>
    </message>
    <message>
        <source>Turn the AI label on.</source>
        <translation>请打开 AI 标签。</translation>
    </message>
    <message>
        <source>Unknown message type: {0}</source>
        <translation>未知的消息类型：{0}</translation>
    </message>
    <message>
        <source>Use GET.</source>
        <translation>请使用 GET。</translation>
    </message>
    <message>
        <source>Use {0}.</source>
        <translation>请使用 {0}。</translation>
    </message>
    <message>
        <source>Wayland hands out no keys: in the system&apos;s keyboard settings have a key run a command of the studio, such as “{0}”, or use Settings &gt; Remote Control.</source>
        <translation>Wayland 不提供全局按键：请在系统的键盘设置中让某个键运行工作室的命令，例如“{0}”，或使用“设置 &gt; 远程控制”。</translation>
    </message>
    <message>
        <source>What was written can be played. If it happens again, send the log.</source>
        <translation>已写入的部分可以播放。如果再次发生，请发送日志。</translation>
    </message>
    <message>
        <source>What was written can be played. If it happens again, set Settings &gt; Recording &gt; Encoder to software.</source>
        <translation>已写入的部分可以播放。如果再次发生，请把“设置 &gt; 录制 &gt; 编码器”设为软件。</translation>
    </message>
    <message>
        <source>Whether the mouth closes was not measured: {0}</source>
        <translation>没有测量嘴是否闭上：{0}</translation>
    </message>
    <message>
        <source>a pause is an hour at most</source>
        <translation>停顿最长一小时</translation>
    </message>
    <message>
        <source>a script has at most {0} lines</source>
        <translation>一个脚本最多有 {0} 行</translation>
    </message>
    <message>
        <source>it answers with {0}</source>
        <translation>它以 {0} 应答</translation>
    </message>
    <message>
        <source>it could not be reached: {0}</source>
        <translation>无法与它联系：{0}</translation>
    </message>
    <message>
        <source>it could not be started: {0}</source>
        <translation>它无法启动：{0}</translation>
    </message>
    <message>
        <source>it does not speak HTTP, or only encrypted</source>
        <translation>它不使用 HTTP，或只接受加密连接</translation>
    </message>
    <message>
        <source>it ended before it was ready, with exit code {0}; see {1}</source>
        <translation>它在就绪之前就结束了，退出码 {0}；请看 {1}</translation>
    </message>
    <message>
        <source>it gives no more pictures</source>
        <translation>它不再提供画面</translation>
    </message>
    <message>
        <source>it has a file that must not be unpacked: {0}</source>
        <translation>其中有一个不得解压的文件：{0}</translation>
    </message>
    <message>
        <source>it has more cells than there are columns</source>
        <translation>它的单元格比列多</translation>
    </message>
    <message>
        <source>it has more than {0} files</source>
        <translation>它有超过 {0} 个文件</translation>
    </message>
    <message>
        <source>it has more than {0} pixels on a side</source>
        <translation>它有一边超过 {0} 像素</translation>
    </message>
    <message>
        <source>it has two files of one name</source>
        <translation>其中有两个同名文件</translation>
    </message>
    <message>
        <source>it has {0} characters, and {1} can be spoken at once</source>
        <translation>它有 {0} 个字符，而一次能说 {1} 个</translation>
    </message>
    <message>
        <source>it is cut off</source>
        <translation>它被截断了</translation>
    </message>
    <message>
        <source>it is damaged, or packed in a way that is not known</source>
        <translation>它已损坏，或以未知方式打包</translation>
    </message>
    <message>
        <source>it is damaged, or something else</source>
        <translation>它已损坏，或是别的文件</translation>
    </message>
    <message>
        <source>it is larger than any profile</source>
        <translation>它比任何配置文件都大</translation>
    </message>
    <message>
        <source>it is larger than any scene collection</source>
        <translation>它比任何场景集合都大</translation>
    </message>
    <message>
        <source>it is larger than {0} MB</source>
        <translation>它大于 {0} MB</translation>
    </message>
    <message>
        <source>it is larger than {0} megapixels</source>
        <translation>它大于 {0} 百万像素</translation>
    </message>
    <message>
        <source>it is locked with a password</source>
        <translation>它有密码保护</translation>
    </message>
    <message>
        <source>it is no profile</source>
        <translation>它不是配置文件</translation>
    </message>
    <message>
        <source>it is no scene collection</source>
        <translation>它不是场景集合</translation>
    </message>
    <message>
        <source>it is not JSON</source>
        <translation>它不是 JSON</translation>
    </message>
    <message>
        <source>it is not reached over https</source>
        <translation>不能通过 https 访问它</translation>
    </message>
    <message>
        <source>it is not written in UTF-8</source>
        <translation>它不是以 UTF-8 编写的</translation>
    </message>
    <message>
        <source>it is of an unusual kind</source>
        <translation>它的格式不常见</translation>
    </message>
    <message>
        <source>it moves</source>
        <translation>它是动态的</translation>
    </message>
    <message>
        <source>it sends more than it should</source>
        <translation>它发送的内容超出应有的量</translation>
    </message>
    <message>
        <source>it sends us on to {0}</source>
        <translation>它把我们转到 {0}</translation>
    </message>
    <message>
        <source>it was loaded and made no camera</source>
        <translation>它已加载，但没有产生摄像机</translation>
    </message>
    <message>
        <source>it was made by a newer version of the studio</source>
        <translation>它由更新版本的工作室制作</translation>
    </message>
    <message>
        <source>its answer cannot be understood</source>
        <translation>无法理解它的应答</translation>
    </message>
    <message>
        <source>its answer has no end</source>
        <translation>它的应答没有尽头</translation>
    </message>
    <message>
        <source>its face is no face ({0})</source>
        <translation>其中的脸不是脸（{0}）</translation>
    </message>
    <message>
        <source>its file is larger than {0} MB</source>
        <translation>其文件大于 {0} MB</translation>
    </message>
    <message>
        <source>its files take more than {0} MB</source>
        <translation>其文件超过 {0} MB</translation>
    </message>
    <message>
        <source>its page is not reached over https</source>
        <translation>不能通过 https 访问其页面</translation>
    </message>
    <message>
        <source>its process has died</source>
        <translation>其进程已退出</translation>
    </message>
    <message>
        <source>no column can be called “{0}”</source>
        <translation>列不能叫“{0}”</translation>
    </message>
    <message>
        <source>no column is called “text”</source>
        <translation>没有名为“text”的列</translation>
    </message>
    <message>
        <source>no line follows these notes</source>
        <translation>这些备注后面没有台词</translation>
    </message>
    <message>
        <source>nobody entered the password</source>
        <translation>没有人输入密码</translation>
    </message>
    <message>
        <source>nvidia-smi did not answer within {0} s</source>
        <translation>nvidia-smi 在 {0} 秒内没有应答</translation>
    </message>
    <message>
        <source>nvidia-smi ended with {0}</source>
        <translation>nvidia-smi 以 {0} 结束</translation>
    </message>
    <message>
        <source>pactl ended with {0}</source>
        <translation>pactl 以 {0} 结束</translation>
    </message>
    <message>
        <source>that is not a folder</source>
        <translation>那不是文件夹</translation>
    </message>
    <message>
        <source>the disk is full</source>
        <translation>磁盘已满</translation>
    </message>
    <message>
        <source>the drive can only be read</source>
        <translation>该驱动器只能读取</translation>
    </message>
    <message>
        <source>the file has reached the largest size that this drive allows</source>
        <translation>文件已达到此驱动器允许的最大尺寸</translation>
    </message>
    <message>
        <source>the folder does not exist</source>
        <translation>文件夹不存在</translation>
    </message>
    <message>
        <source>the layer {0} has an impossible place</source>
        <translation>图层 {0} 的位置不可能</translation>
    </message>
    <message>
        <source>the layer {0} is missing</source>
        <translation>缺少图层 {0}</translation>
    </message>
    <message>
        <source>the note on the avatar does not say which</source>
        <translation>关于虚拟形象的备注没有说明是哪一个</translation>
    </message>
    <message>
        <source>the password was not given</source>
        <translation>没有给出密码</translation>
    </message>
    <message>
        <source>the program pactl is missing</source>
        <translation>缺少程序 pactl</translation>
    </message>
    <message>
        <source>the sound server did not answer within {0} s</source>
        <translation>声音服务器在 {0} 秒内没有应答</translation>
    </message>
    <message>
        <source>the speech helper cannot be started ({0})</source>
        <translation>语音助手无法启动（{0}）</translation>
    </message>
    <message>
        <source>the speech helper ended with exit code {0}</source>
        <translation>语音助手以退出码 {0} 结束</translation>
    </message>
    <message>
        <source>the table is broken ({0})</source>
        <translation>表格已损坏（{0}）</translation>
    </message>
    <message>
        <source>there is no line before this pause</source>
        <translation>此停顿之前没有台词</translation>
    </message>
    <message>
        <source>there is no word in it that could be spoken</source>
        <translation>其中没有可以说出的词</translation>
    </message>
    <message>
        <source>there is nothing to speak in it</source>
        <translation>其中没有可说的内容</translation>
    </message>
    <message>
        <source>this system has no pkexec, which asks for the password</source>
        <translation>此系统没有用来询问密码的 pkexec</translation>
    </message>
    <message>
        <source>writing there is not permitted</source>
        <translation>不允许写入那里</translation>
    </message>
    <message>
        <source>your share of the disk is used up</source>
        <translation>你的磁盘配额已用完</translation>
    </message>
    <message>
        <source>{0} Read the platform&apos;s own rules, too.</source>
        <translation>{0}也请阅读平台自己的规则。</translation>
    </message>
    <message>
        <source>{0} answers.</source>
        <translation>{0} 有应答。</translation>
    </message>
    <message>
        <source>{0} cannot be copied: {1}.</source>
        <translation>无法复制 {0}：{1}。</translation>
    </message>
    <message>
        <source>{0} cannot be kept: {1}.</source>
        <translation>无法保存 {0}：{1}。</translation>
    </message>
    <message>
        <source>{0} cannot be read</source>
        <translation>无法读取 {0}</translation>
    </message>
    <message>
        <source>{0} cannot be read ({1}).</source>
        <translation>无法读取 {0}（{1}）。</translation>
    </message>
    <message>
        <source>{0} cannot be read: {1}</source>
        <translation>无法读取 {0}：{1}</translation>
    </message>
    <message>
        <source>{0} cannot be renamed: {1}.</source>
        <translation>无法重命名 {0}：{1}。</translation>
    </message>
    <message>
        <source>{0} cannot be written ({1}): nothing was moved.</source>
        <translation>无法写入 {0}（{1}）：什么都没有移动。</translation>
    </message>
    <message>
        <source>{0} does not exist.</source>
        <translation>{0} 不存在。</translation>
    </message>
    <message>
        <source>{0} draws on {1} at {2} times real time.</source>
        <translation>{0} 在 {1} 上以实时的 {2} 倍绘制。</translation>
    </message>
    <message>
        <source>{0} draws on {1}.</source>
        <translation>{0} 在 {1} 上绘制。</translation>
    </message>
    <message>
        <source>{0} is a folder, not a file.</source>
        <translation>{0} 是文件夹，不是文件。</translation>
    </message>
    <message>
        <source>{0} is full: nothing was moved.</source>
        <translation>{0} 已满：什么都没有移动。</translation>
    </message>
    <message>
        <source>{0} is not an address: {1}</source>
        <translation>{0} 不是地址：{1}</translation>
    </message>
    <message>
        <source>{0} is not an audio or video file, or not a whole one.</source>
        <translation>{0} 不是音频或视频文件，或不完整。</translation>
    </message>
    <message>
        <source>{0} is not real: {1}</source>
        <translation>{0} 不是真实的：{1}</translation>
    </message>
    <message>
        <source>{0} is warm, {1} pictures are ready.</source>
        <translation>{0} 已预热，{1} 张画面已就绪。</translation>
    </message>
    <message>
        <source>{0} is warm.</source>
        <translation>{0} 已预热。</translation>
    </message>
    <message>
        <source>{0} may not be read.</source>
        <translation>不允许读取 {0}。</translation>
    </message>
    <message>
        <source>{0} of {1} avatars cannot be used: {2}</source>
        <translation>{1} 个虚拟形象中有 {0} 个无法使用：{2}</translation>
    </message>
    <message>
        <source>{0} speaks instead: {1}</source>
        <translation>改由 {0} 说话：{1}</translation>
    </message>
    <message>
        <source>{0}: there, but not what they run with.</source>
        <translation>{0}：模型在，但缺少运行它们所需的部分。</translation>
    </message>
    <message>
        <source>{0}: whole, but not all is: {1}</source>
        <translation>{0}：完整，但并非全部如此：{1}</translation>
    </message>
    <message>
        <source>{0}: whole. What the card holds is measured when it draws first, or by the command measure.</source>
        <translation>{0}：完整。显卡能承载什么，在首次绘制时测量，或用命令 measure 测量。</translation>
    </message>
    <message>
        <source>“{0}” cannot be a variable</source>
        <translation>“{0}”不能作为变量</translation>
    </message>
    <message>
        <source>“{0}” cannot be the time between announcements</source>
        <translation>“{0}”不能作为公告的间隔</translation>
    </message>
    <message>
        <source>“{0}” is no expression</source>
        <translation>“{0}”不是表情</translation>
    </message>
    <message>
        <source>“{0}” is no length of a pause</source>
        <translation>“{0}”不是停顿的长度</translation>
    </message>
    <message>
        <source>“{0}” is no note that is known</source>
        <translation>“{0}”不是已知的备注</translation>
    </message>
    <message>
        <source>“{0}” is no time between announcements</source>
        <translation>“{0}”不是公告的间隔</translation>
    </message>
    <message>
        <source>“{0}” is no voice</source>
        <translation>“{0}”不是语音</translation>
    </message>
    <message>
        <source>no limit</source>
        <translation>无上限</translation>
    </message>
    <message>
        <source>what is free</source>
        <translation>空闲的部分</translation>
    </message>
    <message>
        <source>No virtual camera is installed: OBS&apos;s camera was not found.</source>
        <translation>没有安装虚拟摄像机：未找到 OBS 的摄像机。</translation>
    </message>
    <message>
        <source>Install OBS Studio 26 or later from obsproject.com, then start the virtual camera again.</source>
        <translation>请从 obsproject.com 安装 OBS Studio 26 或更新版本，然后重新启动虚拟摄像机。</translation>
    </message>
    <message>
        <source>No virtual camera is installed: OBS&apos;s camera extension was not found.</source>
        <translation>没有安装虚拟摄像机：未找到 OBS 的摄像机扩展。</translation>
    </message>
    <message>
        <source>Install OBS Studio 30 or later, start and stop its virtual camera once, allow it in System Settings &gt; General &gt; Login Items &amp; Extensions &gt; Camera Extensions, and restart the Mac if it is still missing.</source>
        <translation>请安装 OBS Studio 30 或更新版本，启动并停止一次其虚拟摄像机，在“系统设置 &gt; 通用 &gt; 登录项与扩展 &gt; 摄像头扩展”中允许它；如果仍然没有，请重新启动 Mac。</translation>
    </message>
    <message>
        <source>No virtual camera is installed: the driver v4l2loopback is missing.</source>
        <translation>没有安装虚拟摄像机：缺少驱动 v4l2loopback。</translation>
    </message>
    <message>
        <source>The virtual camera driver v4l2loopback is installed, but not loaded.</source>
        <translation>虚拟摄像机驱动 v4l2loopback 已安装，但未加载。</translation>
    </message>
    <message>
        <source>Run: {0} (if it refuses, Secure Boot may want the driver signed).</source>
        <translation>请运行：{0}（如果被拒绝，可能是安全启动要求驱动有签名）。</translation>
    </message>
    <message>
        <source>There is no virtual camera named {0}.</source>
        <translation>没有名为 {0} 的虚拟摄像机。</translation>
    </message>
    <message>
        <source>Choose another in the settings: {0}.</source>
        <translation>请在设置中选择另一个：{0}。</translation>
    </message>
    <message>
        <source>Plug in or create it, then try again.</source>
        <translation>请接上或创建它，然后重试。</translation>
    </message>
    <message>
        <source>{0} is a real camera, not a virtual one.</source>
        <translation>{0} 是真实的摄像头，不是虚拟摄像机。</translation>
    </message>
    <message>
        <source>Choose a virtual camera in the settings.</source>
        <translation>请在设置中选择虚拟摄像机。</translation>
    </message>
    <message>
        <source>The virtual camera {0} is in use: {1} sends to it.</source>
        <translation>虚拟摄像机 {0} 正在使用中：{1} 正向它输出。</translation>
    </message>
    <message>
        <source>The virtual camera {0} is in use: another program sends to it.</source>
        <translation>虚拟摄像机 {0} 正在使用中：另一个程序正向它输出。</translation>
    </message>
    <message>
        <source>The virtual camera {0} is in use: another program, probably OBS, sends to it.</source>
        <translation>虚拟摄像机 {0} 正在使用中：另一个程序（可能是 OBS）正向它输出。</translation>
    </message>
    <message>
        <source>Stop the virtual camera there, or choose another one in the settings.</source>
        <translation>请在那里停止虚拟摄像机，或在设置中选择另一个。</translation>
    </message>
    <message>
        <source>You are not allowed to send to the virtual camera {0}.</source>
        <translation>你没有权限向虚拟摄像机 {0} 输出。</translation>
    </message>
    <message>
        <source>Run: sudo usermod -aG video &quot;$USER&quot;, then log out and in again.</source>
        <translation>请运行：sudo usermod -aG video &quot;$USER&quot;，然后注销并重新登录。</translation>
    </message>
    <message>
        <source>A virtual camera cannot show {0}x{1}: width and height must be even, 16 to 8192 pixels.</source>
        <translation>虚拟摄像机无法显示 {0}x{1}：宽和高必须是偶数，16 到 8192 像素。</translation>
    </message>
    <message>
        <source>Choose another program size in the settings.</source>
        <translation>请在设置中选择另一种节目尺寸。</translation>
    </message>
    <message>
        <source>The virtual camera of this Mac cannot show {0}x{1}: the width must be a multiple of 16.</source>
        <translation>这台 Mac 的虚拟摄像机无法显示 {0}x{1}：宽度必须是 16 的倍数。</translation>
    </message>
    <message>
        <source>Choose 1280x720, 1920x1080 or 720x1280 in the settings.</source>
        <translation>请在设置中选择 1280x720、1920x1080 或 720x1280。</translation>
    </message>
    <message>
        <source>A program that watches the virtual camera {0} holds it at {1}; {2}x{3} cannot start.</source>
        <translation>一个正在观看虚拟摄像机 {0} 的程序把它保持在 {1}；无法启动 {2}x{3}。</translation>
    </message>
    <message>
        <source>Close the camera in that program, start the virtual camera, then choose it there again.</source>
        <translation>请在那个程序中关闭摄像机，启动虚拟摄像机，然后在那里重新选择它。</translation>
    </message>
    <message>
        <source>The virtual camera {0} could not be opened: {1}.</source>
        <translation>无法打开虚拟摄像机 {0}：{1}。</translation>
    </message>
    <message>
        <source>Try again; if it stays so, the log of the camera helper says more.</source>
        <translation>请重试；如果仍然如此，摄像机助手的日志有更多信息。</translation>
    </message>
    <message>
        <source>Camera helper of FlashTalk Studio.</source>
        <translation>FlashTalk Studio 的摄像机助手。</translation>
    </message>
    <message>
        <source>The virtual camera does not work on this kind of computer ({0}).</source>
        <translation>虚拟摄像机在这类电脑上不能工作（{0}）。</translation>
    </message>
    <message>
        <source>Record to a file instead, or capture the preview window with OBS.</source>
        <translation>请改为录制到文件，或用 OBS 捕获预览窗口。</translation>
    </message>
    <message>
        <source>The camera system {0} does not exist on this computer.</source>
        <translation>本机没有摄像机系统 {0}。</translation>
    </message>
    <message>
        <source>Choose {0} or automatic in the settings.</source>
        <translation>请在设置中选择 {0} 或自动。</translation>
    </message>
    <message>
        <source>The microphone “{0}” went away.</source>
        <translation>麦克风“{0}”已断开。</translation>
    </message>
    <message>
        <source>The audio device “{0}” went away.</source>
        <translation>音频设备“{0}”已断开。</translation>
    </message>
    <message>
        <source>These were set back to their defaults.</source>
        <translation>这些已恢复为默认值。</translation>
    </message>
    <message>
        <source>All settings were set back to their defaults.</source>
        <translation>所有设置已恢复为默认值。</translation>
    </message>
    <message>
        <source>The old file was kept as {0}.</source>
        <translation>旧文件保存为 {0}。</translation>
    </message>
    <message>
        <source>these are not the weights of FlashHead or FlashTalk: it has no {0}</source>
        <translation>这些不是 FlashHead 或 FlashTalk 的权重：其中没有 {0}</translation>
    </message>
    <message>
        <source>these are not the weights of FlashHead or FlashTalk: its sizes do not fit together</source>
        <translation>这些不是 FlashHead 或 FlashTalk 的权重：其尺寸互不相符</translation>
    </message>
    <message>
        <source>its thread is stuck and was left behind</source>
        <translation>其线程卡住，已被放弃</translation>
    </message>
    <message>
        <source>its thread ended</source>
        <translation>其线程已结束</translation>
    </message>
    <message>
        <source>it was killed by {0}</source>
        <translation>它被 {0} 终止</translation>
    </message>
    <message>
        <source>exit code {0}</source>
        <translation>退出码 {0}</translation>
    </message>
    <message>
        <source>Edge online voices</source>
        <translation>Edge 在线语音</translation>
    </message>
    <message>
        <source>OpenAI-compatible server</source>
        <translation>OpenAI 兼容服务器</translation>
    </message>
    <message>
        <source>Windows&apos; voices</source>
        <translation>Windows 语音</translation>
    </message>
    <message>
        <source>audio out</source>
        <translation>音频输出</translation>
    </message>
    <message>
        <source>browser source</source>
        <translation>浏览器来源</translation>
    </message>
    <message>
        <source>{0} is no key of the keyboard</source>
        <translation>{0} 不是键盘上的键</translation>
    </message>
    <message>
        <source>{0} alone cannot be kept from all other programs: hold Ctrl or Alt with it</source>
        <translation>{0} 单独使用时无法不让其他程序收到：请同时按住 Ctrl 或 Alt</translation>
    </message>
    <message>
        <source>a name has 1 to {0} letters and signs</source>
        <translation>名称有 1 到 {0} 个字符</translation>
    </message>
    <message>
        <source>it is too long for the name of a file</source>
        <translation>它作为文件名太长</translation>
    </message>
    <message>
        <source>an address looks like http://192.168.1.20:9000 or wss://render.example.org</source>
        <translation>地址的形式如 http://192.168.1.20:9000 或 wss://render.example.org</translation>
    </message>
    <message>
        <source>an address holds no name, password, query or fragment: the key has a place of its own</source>
        <translation>地址中不含用户名、密码、查询或片段：密钥另有位置</translation>
    </message>
    <message>
        <source>a name has 1 to 60 readable characters</source>
        <translation>名称有 1 到 60 个可读字符</translation>
    </message>
    <message>
        <source>{0}: {1} cannot be sent as a header</source>
        <translation>{0}：{1} 不能作为标头发送</translation>
    </message>
    <message>
        <source>{0} carries a key, which belongs in the keyring: enter it as the server&apos;s key</source>
        <translation>{0} 带有密钥，密钥应放在钥匙串中：请作为服务器的密钥输入</translation>
    </message>
    <message>
        <source>two servers have the same name</source>
        <translation>两个服务器同名</translation>
    </message>
    <message>
        <source>packages are fetched over https only, as from https://pypi.org/simple</source>
        <translation>软件包只能通过 https 获取，例如 https://pypi.org/simple</translation>
    </message>
    <message>
        <source>two scenes have the same number</source>
        <translation>两个场景编号相同</translation>
    </message>
    <message>
        <source>models are fetched over https only, as from {0}</source>
        <translation>模型只能通过 https 获取，例如 {0}</translation>
    </message>
    <message>
        <source>{0}, line {1}: {2}.</source>
        <translation>{0} 第 {1} 行：{2}。</translation>
    </message>
    <message>
        <source>Try again, or run in a terminal: {0}</source>
        <translation>请重试，或在终端中运行：{0}</translation>
    </message>
    <message>
        <source>A file cannot be used: {0}.</source>
        <translation>有一个文件无法使用：{0}。</translation>
    </message>
    <message>
        <source>Find the Avatar&apos;s Folder</source>
        <translation>查找虚拟形象的文件夹</translation>
    </message>
    <message>
        <source>Find the Background Picture</source>
        <translation>查找背景图片</translation>
    </message>
    <message>
        <source>Choose the Background of the Scene</source>
        <translation>选择场景的背景</translation>
    </message>
    <message>
        <source>Find {file}</source>
        <translation>查找 {file}</translation>
    </message>
</context>
<context>
    <name>AboutDialog</name>
    <message>
        <source>About FlashTalk Studio</source>
        <translation>关于 FlashTalk Studio</translation>
    </message>
    <message>
        <source>Version {version}</source>
        <translation>版本 {version}</translation>
    </message>
    <message>
        <source>Run from its source</source>
        <translation>从源代码运行</translation>
    </message>
    <message>
        <source>Check for Updates</source>
        <translation>检查更新</translation>
    </message>
    <message>
        <source>Open Download Page</source>
        <translation>打开下载页面</translation>
    </message>
    <message>
        <source>What is new</source>
        <translation>新内容</translation>
    </message>
    <message>
        <source>Licences</source>
        <translation>许可证</translation>
    </message>
    <message>
        <source>Reading…</source>
        <translation>正在读取…</translation>
    </message>
    <message>
        <source>Copy Version</source>
        <translation>复制版本信息</translation>
    </message>
    <message>
        <source>Open Licence Folder</source>
        <translation>打开许可证文件夹</translation>
    </message>
    <message>
        <source>Asking whether there is a newer version…</source>
        <translation>正在询问是否有新版本…</translation>
    </message>
    <message>
        <source>Version {version} was published.</source>
        <translation>版本 {version} 已发布。</translation>
    </message>
    <message>
        <source>This is the newest version.</source>
        <translation>这是最新版本。</translation>
    </message>
</context>
<context>
    <name>Asking</name>
    <message>
        <source>Remove</source>
        <translation>移除</translation>
    </message>
    <message>
        <source>Cancel</source>
        <translation>取消</translation>
    </message>
    <message>
        <source>You are live.</source>
        <translation>你正在直播。</translation>
    </message>
    <message>
        <source>Stay Live</source>
        <translation>继续直播</translation>
    </message>
    <message>
        <source>You are recording.</source>
        <translation>你正在录制。</translation>
    </message>
    <message>
        <source>Keep Recording</source>
        <translation>继续录制</translation>
    </message>
    <message>
        <source>Quitting ends the recording.</source>
        <translation>退出会结束录制。</translation>
    </message>
    <message>
        <source>Quitting takes the host off the air.</source>
        <translation>退出会让主播下播。</translation>
    </message>
    <message>
        <source>Quitting takes the host off the air and ends the recording.</source>
        <translation>退出会让主播下播并结束录制。</translation>
    </message>
    <message>
        <source>Stop and Quit</source>
        <translation>停止并退出</translation>
    </message>
</context>
<context>
    <name>Assistant</name>
    <message>
        <source>First Steps</source>
        <translation>快速入门</translation>
    </message>
    <message>
        <source>Skip</source>
        <translation>跳过</translation>
    </message>
    <message>
        <source>Back</source>
        <translation>上一步</translation>
    </message>
    <message>
        <source>Next</source>
        <translation>下一步</translation>
    </message>
    <message>
        <source>Finish</source>
        <translation>完成</translation>
    </message>
    <message>
        <source>What viewers see</source>
        <translation>观众看到的画面</translation>
    </message>
    <message>
        <source>This page</source>
        <translation>当前页</translation>
    </message>
</context>
<context>
    <name>AudioPanel</name>
    <message>
        <source>Audio</source>
        <translation>音频</translation>
    </message>
    <message>
        <source>Sound device</source>
        <translation>声音设备</translation>
    </message>
    <message>
        <source>Program level</source>
        <translation>节目音量</translation>
    </message>
    <message>
        <source>Hear my own voice</source>
        <translation>听到自己的声音</translation>
    </message>
    <message>
        <source>For headphones. A virtual cable always carries your voice, whatever is set here.</source>
        <translation>供耳机使用。无论此处如何设置，虚拟声卡总会带上你的声音。</translation>
    </message>
    <message>
        <source>No sound device</source>
        <translation>无声音设备</translation>
    </message>
    <message>
        <source>System default</source>
        <translation>系统默认</translation>
    </message>
    <message>
        <source>Audio: waiting for the device</source>
        <translation>音频：正在等待设备</translation>
    </message>
</context>
<context>
    <name>AvatarDesk</name>
    <message>
        <source>Import Avatar</source>
        <translation>导入虚拟形象</translation>
    </message>
    <message>
        <source>Pictures and avatars ({patterns})</source>
        <translation>图片和虚拟形象（{patterns}）</translation>
    </message>
    <message>
        <source>All files (*)</source>
        <translation>所有文件 (*)</translation>
    </message>
    <message>
        <source>Import Avatar Folder</source>
        <translation>导入虚拟形象文件夹</translation>
    </message>
    <message>
        <source>Export {name}</source>
        <translation>导出 {name}</translation>
    </message>
    <message>
        <source>Zip files (*.zip)</source>
        <translation>Zip 文件 (*.zip)</translation>
    </message>
    <message>
        <source>{name} copy</source>
        <translation>{name} 副本</translation>
    </message>
    <message>
        <source>Pasted picture</source>
        <translation>粘贴的图片</translation>
    </message>
</context>
<context>
    <name>AvatarPage</name>
    <message>
        <source>Avatar</source>
        <translation>虚拟形象</translation>
    </message>
    <message>
        <source>Who is your host?</source>
        <translation>你的主播是谁？</translation>
    </message>
    <message>
        <source>Take one of these, or make one of a picture: a face from the front, with its mouth closed.</source>
        <translation>选用其中一个，或用一张图片制作：正脸，嘴巴闭合。</translation>
    </message>
    <message>
        <source>Import Picture…</source>
        <translation>导入图片…</translation>
    </message>
    <message>
        <source>Or drop a picture on this window.</source>
        <translation>也可以把图片拖到此窗口。</translation>
    </message>
</context>
<context>
    <name>AvatarStrip</name>
    <message>
        <source>Avatars</source>
        <translation>虚拟形象</translation>
    </message>
    <message>
        <source>Edit…</source>
        <translation>编辑…</translation>
    </message>
    <message>
        <source>Crop for Server…</source>
        <translation>为服务器裁剪…</translation>
    </message>
    <message>
        <source>Duplicate</source>
        <translation>复制一份</translation>
    </message>
    <message>
        <source>Export…</source>
        <translation>导出…</translation>
    </message>
    <message>
        <source>Remove</source>
        <translation>移除</translation>
    </message>
    <message>
        <source>No avatars in the library yet: drop a picture on this window.</source>
        <translation>库中还没有虚拟形象：把一张图片拖到此窗口。</translation>
    </message>
</context>
<context>
    <name>AvatarsDock</name>
    <message>
        <source>Avatars</source>
        <translation>虚拟形象</translation>
    </message>
    <message>
        <source>Search</source>
        <translation>搜索</translation>
    </message>
    <message>
        <source>Search for an avatar</source>
        <translation>搜索虚拟形象</translation>
    </message>
    <message>
        <source>Import…</source>
        <translation>导入…</translation>
    </message>
    <message>
        <source>Prepare</source>
        <translation>准备</translation>
    </message>
    <message>
        <source>Edit…</source>
        <translation>编辑…</translation>
    </message>
    <message>
        <source>Duplicate</source>
        <translation>复制一份</translation>
    </message>
    <message>
        <source>Export…</source>
        <translation>导出…</translation>
    </message>
    <message>
        <source>Remove</source>
        <translation>移除</translation>
    </message>
    <message>
        <source>Draw it for the program now, so that it comes on stage at once</source>
        <translation>现在就为节目绘制好，上台时无需等待</translation>
    </message>
    <message>
        <source>No avatar is called that.</source>
        <translation>没有这样名字的虚拟形象。</translation>
    </message>
    <message>
        <source>No avatars yet: drop a picture here.</source>
        <translation>还没有虚拟形象：把图片拖到这里。</translation>
    </message>
    <message>
        <source>Built in: ready.</source>
        <translation>内置引擎：已就绪。</translation>
    </message>
    <message>
        <source>Built in: drawn when it comes on stage.</source>
        <translation>内置引擎：上台时绘制。</translation>
    </message>
    <message>
        <source>Its mouth stays still until its face is marked (Edit…).</source>
        <translation>标记面部（编辑…）之前，嘴不会动。</translation>
    </message>
    <message>
        <source>Its mouth stays still.</source>
        <translation>嘴不会动。</translation>
    </message>
    <message>
        <source>Graphics card: {state}</source>
        <translation>显卡：{state}</translation>
    </message>
    <message>
        <source>OmniRT server: {state}</source>
        <translation>OmniRT 服务器：{state}</translation>
    </message>
    <message>
        <source>its first session makes the idle clip.</source>
        <translation>首次会话时生成待机片段。</translation>
    </message>
    <message>
        <source>idle clip of {models}.</source>
        <translation>已有 {models} 的待机片段。</translation>
    </message>
</context>
<context>
    <name>CalibrationPanel</name>
    <message>
        <source>Calibrate…</source>
        <translation>校准…</translation>
    </message>
    <message>
        <source>Play the test card to camera and sound device, and see how far apart they are</source>
        <translation>向摄像头和声音设备播放测试卡，看看两者相差多少</translation>
    </message>
    <message>
        <source>What the calibration found</source>
        <translation>校准结果</translation>
    </message>
    <message>
        <source>Start the virtual camera and choose a sound device first</source>
        <translation>请先启动虚拟摄像头并选择声音设备</translation>
    </message>
    <message>
        <source>Use {offset}</source>
        <translation>使用 {offset}</translation>
    </message>
    <message>
        <source>The test card is on: measuring…</source>
        <translation>正在播放测试卡：测量中…</translation>
    </message>
    <message>
        <source>Sync Offset makes up for what was measured.</source>
        <translation>同步偏移已补偿测得的偏差。</translation>
    </message>
    <message>
        <source>The sound comes {apart} after its picture.</source>
        <translation>声音比画面晚 {apart}。</translation>
    </message>
    <message>
        <source>The sound comes {apart} before its picture.</source>
        <translation>声音比画面早 {apart}。</translation>
    </message>
    <message>
        <source>Calibrate camera and sound device now?</source>
        <translation>现在校准摄像头和声音设备吗？</translation>
    </message>
    <message>
        <source>Viewers see a test card and hear noise for about ten seconds. Recordings go on as they are.</source>
        <translation>观众会看到测试卡并听到噪声约十秒。录制照常进行。</translation>
    </message>
    <message>
        <source>Calibrate</source>
        <translation>校准</translation>
    </message>
</context>
<context>
    <name>CardPanel</name>
    <message>
        <source>Try Again</source>
        <translation>重试</translation>
    </message>
    <message>
        <source>Draw as the settings say again, now that the card has more room</source>
        <translation>显卡有了更多空间，重新按设置绘制</translation>
    </message>
    <message>
        <source>Use the Best</source>
        <translation>使用最佳</translation>
    </message>
    <message>
        <source>Let the studio choose what the card holds</source>
        <translation>让工作室选择显卡能承受的</translation>
    </message>
    <message>
        <source>Measuring</source>
        <translation>正在测量</translation>
    </message>
    <message>
        <source>This computer&apos;s graphics card</source>
        <translation>本机的显卡</translation>
    </message>
    <message>
        <source>Measure</source>
        <translation>测量</translation>
    </message>
    <message>
        <source>Measure Again</source>
        <translation>重新测量</translation>
    </message>
    <message>
        <source>Measuring {setup}… The host rests on camera meanwhile.</source>
        <translation>正在测量 {setup}… 期间镜头里的主播处于休息状态。</translation>
    </message>
    <message>
        <source>You have chosen yourself what it draws with: {setup}.</source>
        <translation>你自己选择了用什么绘制：{setup}。</translation>
    </message>
    <message>
        <source>{setup} draws at {speed} times real time, as it was measured.</source>
        <translation>测得 {setup} 的绘制速度为实时的 {speed} 倍。</translation>
    </message>
    <message>
        <source>What it can draw with is measured when the card is first used: choose it as the engine in Connection.</source>
        <translation>首次使用显卡时会测量它能用什么绘制：请在“连接”中选它作为引擎。</translation>
    </message>
    <message>
        <source>Looking at the card…</source>
        <translation>正在查看显卡…</translation>
    </message>
    <message>
        <source>What it can draw with was not measured yet.</source>
        <translation>尚未测量它能用什么绘制。</translation>
    </message>
    <message>
        <source>The card is measured while it is the engine</source>
        <translation>显卡作为引擎时才会测量</translation>
    </message>
    <message>
        <source>Nothing is to be chosen: you have done that yourself</source>
        <translation>无需选择：你已自己选择</translation>
    </message>
    <message>
        <source>Takes a minute or two; the host rests on camera meanwhile</source>
        <translation>需要一两分钟；期间镜头里的主播处于休息状态</translation>
    </message>
    <message>
        <source>Memory</source>
        <translation>内存</translation>
    </message>
    <message>
        <source>Speed</source>
        <translation>速度</translation>
    </message>
    <message>
        <source>is being measured</source>
        <translation>正在测量</translation>
    </message>
    <message>
        <source>fast enough</source>
        <translation>够快</translation>
    </message>
    <message>
        <source>too slow</source>
        <translation>太慢</translation>
    </message>
    <message>
        <source>did not fit into {memory}</source>
        <translation>放不进 {memory}</translation>
    </message>
    <message>
        <source>over {memory}</source>
        <translation>超过 {memory}</translation>
    </message>
    <message>
        <source>would be too slow</source>
        <translation>会太慢</translation>
    </message>
    <message>
        <source>not on this computer</source>
        <translation>不在本机</translation>
    </message>
    <message>
        <source>not needed</source>
        <translation>不需要</translation>
    </message>
    <message>
        <source>Draws now</source>
        <translation>现在绘制</translation>
    </message>
    <message>
        <source>draws now</source>
        <translation>正在绘制</translation>
    </message>
    <message>
        <source>chosen</source>
        <translation>已选</translation>
    </message>
    <message>
        <source>Use</source>
        <translation>使用</translation>
    </message>
    <message>
        <source>Use {setup}</source>
        <translation>使用 {setup}</translation>
    </message>
    <message>
        <source>Fill in the fields below with this</source>
        <translation>用它填写下面的字段</translation>
    </message>
</context>
<context>
    <name>ChooseDialog</name>
    <message>
        <source>Name</source>
        <translation>名称</translation>
    </message>
    <message>
        <source>Date</source>
        <translation>日期</translation>
    </message>
    <message>
        <source>Size</source>
        <translation>大小</translation>
    </message>
    <message>
        <source>Older Than a Month</source>
        <translation>一个月以前的</translation>
    </message>
    <message>
        <source>All</source>
        <translation>全部</translation>
    </message>
    <message>
        <source>None</source>
        <translation>全不选</translation>
    </message>
    <message>
        <source>{count} marked, {size}</source>
        <translation>已选 {count} 项，{size}</translation>
    </message>
    <message>
        <source>none marked</source>
        <translation>未勾选</translation>
    </message>
</context>
<context>
    <name>ConnectionTest</name>
    <message>
        <source>Has the host on stage speak for a minute, unheard, and says how it went.</source>
        <translation>让台上的主播无声地说一分钟，并报告结果。</translation>
    </message>
    <message>
        <source>Copy Report</source>
        <translation>复制报告</translation>
    </message>
    <message>
        <source>Verification</source>
        <translation>验证</translation>
    </message>
    <message>
        <source>Stop</source>
        <translation>停止</translation>
    </message>
    <message>
        <source>Test Connection</source>
        <translation>测试连接</translation>
    </message>
    <message>
        <source>Verify</source>
        <translation>验证</translation>
    </message>
    <message>
        <source>Looking at what was seen and heard…</source>
        <translation>正在检查所见所闻…</translation>
    </message>
    <message>
        <source>Speaking: {seconds} of {all} s</source>
        <translation>正在说话：{seconds} / {all} 秒</translation>
    </message>
    <message>
        <source>Opening a session: a cold server may load for minutes…</source>
        <translation>正在打开会话：冷启动的服务器可能要加载几分钟…</translation>
    </message>
    <message>
        <source>Waiting for the voice…</source>
        <translation>正在等待语音…</translation>
    </message>
    <message>
        <source>Asking {server}…</source>
        <translation>正在询问 {server}…</translation>
    </message>
    <message>
        <source>Good</source>
        <translation>良好</translation>
    </message>
    <message>
        <source>Could be better</source>
        <translation>可以更好</translation>
    </message>
    <message>
        <source>Will not work</source>
        <translation>无法工作</translation>
    </message>
</context>
<context>
    <name>ConsentFields</name>
    <message>
        <source>Whose face</source>
        <translation>这是谁的脸</translation>
    </message>
    <message>
        <source>Please choose</source>
        <translation>请选择</translation>
    </message>
    <message>
        <source>My own</source>
        <translation>我自己的</translation>
    </message>
    <message>
        <source>Somebody&apos;s who agreed to it</source>
        <translation>已同意的他人</translation>
    </message>
    <message>
        <source>Nobody&apos;s: drawn or generated</source>
        <translation>不属于任何人：绘制或生成的</translation>
    </message>
    <message>
        <source>Who agreed</source>
        <translation>谁同意的</translation>
    </message>
    <message>
        <source>Kept with the avatar, with the date and a mark of the picture file.</source>
        <translation>与虚拟形象一起保存，附日期和图片文件的标记。</translation>
    </message>
</context>
<context>
    <name>ControlPage</name>
    <message>
        <source>Whether other programs can reach the studio</source>
        <translation>其他程序能否访问工作室</translation>
    </message>
    <message>
        <source>Copy the address</source>
        <translation>复制地址</translation>
    </message>
    <message>
        <source>Copy the key</source>
        <translation>复制密钥</translation>
    </message>
    <message>
        <source>Copy the address of the page for phones</source>
        <translation>复制手机页面的地址</translation>
    </message>
    <message>
        <source>Address</source>
        <translation>地址</translation>
    </message>
    <message>
        <source>Key</source>
        <translation>密钥</translation>
    </message>
    <message>
        <source>Page for phones</source>
        <translation>手机页面</translation>
    </message>
    <message>
        <source>New Key</source>
        <translation>新密钥</translation>
    </message>
    <message>
        <source>Whatever has the old key gets nothing any more</source>
        <translation>持有旧密钥的将不再能访问</translation>
    </message>
    <message>
        <source>Other programs reach the studio here, with its key.</source>
        <translation>其他程序用密钥从这里访问工作室。</translation>
    </message>
    <message>
        <source>It is being opened…</source>
        <translation>正在打开…</translation>
    </message>
    <message>
        <source>Other programs cannot reach the studio: it is turned off.</source>
        <translation>其他程序无法访问工作室：已关闭。</translation>
    </message>
    <message>
        <source>Copy</source>
        <translation>复制</translation>
    </message>
</context>
<context>
    <name>ControlsPanel</name>
    <message>
        <source>Controls</source>
        <translation>控制</translation>
    </message>
    <message>
        <source>Configure Virtual Camera</source>
        <translation>配置虚拟摄像机</translation>
    </message>
    <message>
        <source>Settings</source>
        <translation>设置</translation>
    </message>
    <message>
        <source>Saved {file}</source>
        <translation>已保存 {file}</translation>
    </message>
    <message>
        <source>Start Virtual Camera</source>
        <translation>启动虚拟摄像机</translation>
    </message>
    <message>
        <source>Starting Virtual Camera…</source>
        <translation>正在启动虚拟摄像机…</translation>
    </message>
    <message>
        <source>Virtual Camera Lost, Retrying…</source>
        <translation>虚拟摄像机丢失，正在重试…</translation>
    </message>
    <message>
        <source>Start Browser Source</source>
        <translation>启动浏览器来源</translation>
    </message>
    <message>
        <source>Starting Browser Source…</source>
        <translation>正在启动浏览器来源…</translation>
    </message>
    <message>
        <source>Start Recording</source>
        <translation>开始录制</translation>
    </message>
    <message>
        <source>Starting Recording…</source>
        <translation>正在开始录制…</translation>
    </message>
    <message>
        <source>Stop Virtual Camera</source>
        <translation>停止虚拟摄像机</translation>
    </message>
    <message>
        <source>Stop Recording</source>
        <translation>停止录制</translation>
    </message>
    <message>
        <source>Stop Browser Source</source>
        <translation>停止浏览器来源</translation>
    </message>
    <message>
        <source>Picture with transparency, and sound, for a Browser Source in OBS</source>
        <translation>为 OBS 的浏览器来源提供带透明度的画面和声音</translation>
    </message>
    <message>
        <source>Copy the Address for OBS</source>
        <translation>复制给 OBS 的地址</translation>
    </message>
    <message>
        <source>Set Up OBS</source>
        <translation>设置 OBS</translation>
    </message>
    <message>
        <source>Unpause Recording</source>
        <translation>继续录制</translation>
    </message>
    <message>
        <source>Pause Recording</source>
        <translation>暂停录制</translation>
    </message>
</context>
<context>
    <name>CropDialog</name>
    <message>
        <source>Crop {name} for Server</source>
        <translation>为服务器裁剪 {name}</translation>
    </message>
    <message>
        <source>A server draws what is inside the frame. Drag it, or move it with the arrow keys.</source>
        <translation>服务器会绘制框内的部分。拖动它，或用方向键移动。</translation>
    </message>
    <message>
        <source>Shape of the server&apos;s pictures</source>
        <translation>服务器画面的形状</translation>
    </message>
    <message>
        <source>Back to the Face</source>
        <translation>回到脸部</translation>
    </message>
    <message>
        <source>Shape</source>
        <translation>形状</translation>
    </message>
    <message>
        <source>Use This Part</source>
        <translation>使用此部分</translation>
    </message>
    <message>
        <source>As the server drew last ({size})</source>
        <translation>与服务器上次绘制的相同（{size}）</translation>
    </message>
    <message>
        <source>FlashTalk, upright ({size})</source>
        <translation>FlashTalk，竖屏（{size}）</translation>
    </message>
    <message>
        <source>FlashTalk, wide ({size})</source>
        <translation>FlashTalk，横屏（{size}）</translation>
    </message>
    <message>
        <source>Square ({size})</source>
        <translation>正方形（{size}）</translation>
    </message>
    <message>
        <source>The picture&apos;s own shape</source>
        <translation>图片自身的形状</translation>
    </message>
    <message>
        <source>It holds from the next session on.</source>
        <translation>从下一个会话起生效。</translation>
    </message>
    <message>
        <source>You are live: the session goes on as it is, and the next one is cut like this.</source>
        <translation>你正在直播：当前会话保持不变，下一个会话将这样裁剪。</translation>
    </message>
    <message>
        <source>The session on the server is begun anew with it.</source>
        <translation>服务器上的会话将以此重新开始。</translation>
    </message>
</context>
<context>
    <name>CropEditor</name>
    <message>
        <source>Part of the picture that is sent</source>
        <translation>发送的图片部分</translation>
    </message>
    <message>
        <source>Arrow keys move it, with Shift in long steps; Home puts it back.</source>
        <translation>方向键移动，按住 Shift 大步移动；Home 键复位。</translation>
    </message>
</context>
<context>
    <name>DefaultButton</name>
    <message>
        <source>Default: {setting}</source>
        <translation>默认值：{setting}</translation>
    </message>
    <message>
        <source>Back to the default</source>
        <translation>恢复默认值</translation>
    </message>
</context>
<context>
    <name>DeviceCombo</name>
    <message>
        <source>Not connected: {device}</source>
        <translation>未连接：{device}</translation>
    </message>
</context>
<context>
    <name>DriveChoice</name>
    <message>
        <source>Driven by</source>
        <translation>驱动方式</translation>
    </message>
    <message>
        <source>What moves the host</source>
        <translation>由什么带动主播</translation>
    </message>
    <message>
        <source>Your camera</source>
        <translation>你的摄像头</translation>
    </message>
    <message>
        <source>Camera</source>
        <translation>摄像头</translation>
    </message>
    <message>
        <source>Microphone</source>
        <translation>麦克风</translation>
    </message>
    <message>
        <source>Camera and microphone</source>
        <translation>摄像头和麦克风</translation>
    </message>
    <message>
        <source>The first one</source>
        <translation>第一个</translation>
    </message>
</context>
<context>
    <name>EnginePage</name>
    <message>
        <source>Engine</source>
        <translation>引擎</translation>
    </message>
    <message>
        <source>Who draws your host?</source>
        <translation>由谁绘制你的主播？</translation>
    </message>
    <message>
        <source>You can change this at any time. To see how it works, go on with the first.</source>
        <translation>随时可以更改。想先看看效果，请直接用第一项继续。</translation>
    </message>
    <message>
        <source>Just try</source>
        <translation>先试试看</translation>
    </message>
    <message>
        <source>The built-in engine works on every computer, and nothing is downloaded.</source>
        <translation>内置引擎可在任何电脑上运行，无需下载。</translation>
    </message>
    <message>
        <source>This computer&apos;s graphics card</source>
        <translation>本机显卡</translation>
    </message>
    <message>
        <source>A photographic host, drawn by a model. Needs a strong card and a large download, once.</source>
        <translation>由模型绘制的真人级主播。需要较强的显卡，并需下载一次较大的文件。</translation>
    </message>
    <message>
        <source>A remote server</source>
        <translation>远程服务器</translation>
    </message>
    <message>
        <source>OmniRT draws on as many graphics cards as it has: your own server, or one that you rent.</source>
        <translation>由 OmniRT 用其全部显卡绘制：你自己的服务器，或租用的服务器。</translation>
    </message>
    <message>
        <source>Models…</source>
        <translation>模型…</translation>
    </message>
    <message>
        <source>See which models there are, and fetch one</source>
        <translation>查看有哪些模型，并获取一个</translation>
    </message>
</context>
<context>
    <name>EngineStatus</name>
    <message>
        <source>Session on the server</source>
        <translation>服务器上的会话</translation>
    </message>
    <message>
        <source>taken over by another client</source>
        <translation>已被另一客户端接管</translation>
    </message>
    <message>
        <source>{name} draws meanwhile</source>
        <translation>期间由 {name} 绘制</translation>
    </message>
    <message>
        <source>Engine: {what}</source>
        <translation>引擎：{what}</translation>
    </message>
    <message>
        <source>not real</source>
        <translation>非真实画面</translation>
    </message>
    <message>
        <source>Not real: {reason}. {text}</source>
        <translation>非真实：{reason}。{text}</translation>
    </message>
    <message>
        <source>Try Again</source>
        <translation>重试</translation>
    </message>
    <message>
        <source>Release</source>
        <translation>释放</translation>
    </message>
    <message>
        <source>Give the session back to the server; speaking opens another</source>
        <translation>把会话还给服务器；说话时会打开新的会话</translation>
    </message>
    <message>
        <source>Connect</source>
        <translation>连接</translation>
    </message>
    <message>
        <source>Open a session on the server now, so that the first word needs no wait</source>
        <translation>现在就在服务器上打开会话，第一句话便无需等待</translation>
    </message>
    <message>
        <source>measuring {setup}…</source>
        <translation>正在测量 {setup}…</translation>
    </message>
    <message>
        <source>stepped down</source>
        <translation>已降级</translation>
    </message>
    <message>
        <source>not on the card while nobody speaks</source>
        <translation>无人说话时不在显卡上</translation>
    </message>
    <message>
        <source>loading…</source>
        <translation>正在加载…</translation>
    </message>
    <message>
        <source>restarting…</source>
        <translation>正在重启…</translation>
    </message>
    <message>
        <source>failed</source>
        <translation>失败</translation>
    </message>
    <message>
        <source>not answering, session {age}</source>
        <translation>无响应，会话 {age}</translation>
    </message>
    <message>
        <source>slow, session {age}</source>
        <translation>缓慢，会话 {age}</translation>
    </message>
    <message>
        <source>session {age}</source>
        <translation>会话 {age}</translation>
    </message>
    <message>
        <source>reconnecting in {seconds} s</source>
        <translation>{seconds} 秒后重新连接</translation>
    </message>
    <message>
        <source>ready to connect</source>
        <translation>可以连接</translation>
    </message>
    <message>
        <source>connecting…</source>
        <translation>正在连接…</translation>
    </message>
    <message>
        <source>slot is taken, waiting</source>
        <translation>名额已满，正在等待</translation>
    </message>
    <message>
        <source>renewing the session…</source>
        <translation>正在续订会话…</translation>
    </message>
    <message>
        <source>reconnecting…</source>
        <translation>正在重新连接…</translation>
    </message>
    <message>
        <source>not connected</source>
        <translation>未连接</translation>
    </message>
    <message>
        <source>no server</source>
        <translation>没有服务器</translation>
    </message>
</context>
<context>
    <name>ExpressionButtons</name>
    <message>
        <source>Neutral</source>
        <translation>平静</translation>
    </message>
    <message>
        <source>Smile</source>
        <translation>微笑</translation>
    </message>
    <message>
        <source>Surprise</source>
        <translation>惊讶</translation>
    </message>
    <message>
        <source>Doubt</source>
        <translation>疑惑</translation>
    </message>
    <message>
        <source>Nod</source>
        <translation>点头</translation>
    </message>
    <message>
        <source>Wink</source>
        <translation>眨眼</translation>
    </message>
</context>
<context>
    <name>FaceEditor</name>
    <message>
        <source>Left eye</source>
        <translation>左眼</translation>
    </message>
    <message>
        <source>Right eye</source>
        <translation>右眼</translation>
    </message>
    <message>
        <source>Left corner of the mouth</source>
        <translation>左嘴角</translation>
    </message>
    <message>
        <source>Right corner of the mouth</source>
        <translation>右嘴角</translation>
    </message>
    <message>
        <source>Chin</source>
        <translation>下巴</translation>
    </message>
    <message>
        <source>Picture</source>
        <translation>图片</translation>
    </message>
</context>
<context>
    <name>FaceHandle</name>
    <message>
        <source>{place}: drag it, or move it with the arrow keys</source>
        <translation>{place}：拖动，或用方向键移动</translation>
    </message>
</context>
<context>
    <name>FileField</name>
    <message>
        <source>Browse…</source>
        <translation>浏览…</translation>
    </message>
    <message>
        <source>Browse: {setting}</source>
        <translation>浏览：{setting}</translation>
    </message>
    <message>
        <source>Files ({patterns})</source>
        <translation>文件 ({patterns})</translation>
    </message>
    <message>
        <source>All files (*)</source>
        <translation>所有文件 (*)</translation>
    </message>
</context>
<context>
    <name>FindingRow</name>
    <message>
        <source>Fix</source>
        <translation>修复</translation>
    </message>
    <message>
        <source>Settings…</source>
        <translation>设置…</translation>
    </message>
    <message>
        <source>Show How</source>
        <translation>查看步骤</translation>
    </message>
    <message>
        <source>Looking…</source>
        <translation>正在检查…</translation>
    </message>
    <message>
        <source>Fixing…</source>
        <translation>正在修复…</translation>
    </message>
    <message>
        <source>The system may ask for your password in a window of its own.</source>
        <translation>系统可能会弹出窗口要求你输入密码。</translation>
    </message>
    <message>
        <source>Open</source>
        <translation>打开</translation>
    </message>
    <message>
        <source>Open the page of step {number}</source>
        <translation>打开第 {number} 步的页面</translation>
    </message>
    <message>
        <source>Copy</source>
        <translation>复制</translation>
    </message>
    <message>
        <source>Copy the line of step {number}</source>
        <translation>复制第 {number} 步的命令</translation>
    </message>
    <message>
        <source>{what}: {title}</source>
        <translation>{what}：{title}</translation>
    </message>
    <message>
        <source>Not looked at yet</source>
        <translation>尚未检查</translation>
    </message>
    <message>
        <source>Ready</source>
        <translation>就绪</translation>
    </message>
    <message>
        <source>Could be better</source>
        <translation>可以更好</translation>
    </message>
    <message>
        <source>Will not work</source>
        <translation>无法工作</translation>
    </message>
</context>
<context>
    <name>GateThreshold</name>
    <message>
        <source>Gate threshold</source>
        <translation>噪声门阈值</translation>
    </message>
    <message>
        <source>Gate: closed to what is softer than {level} dBFS, and to what is not speech</source>
        <translation>噪声门：比 {level} dBFS 轻的和不是语音的不会通过</translation>
    </message>
</context>
<context>
    <name>HelpDesk</name>
    <message>
        <source>Files ({patterns})</source>
        <translation>文件 ({patterns})</translation>
    </message>
    <message>
        <source>All files (*)</source>
        <translation>所有文件 (*)</translation>
    </message>
    <message>
        <source>Log</source>
        <translation>日志</translation>
    </message>
    <message>
        <source>The log is empty.</source>
        <translation>日志是空的。</translation>
    </message>
    <message>
        <source>Copy Report</source>
        <translation>复制报告</translation>
    </message>
    <message>
        <source>Open Log Folder</source>
        <translation>打开日志文件夹</translation>
    </message>
    <message>
        <source>The report is on the clipboard.</source>
        <translation>报告已复制到剪贴板。</translation>
    </message>
</context>
<context>
    <name>HotkeysPage</name>
    <message>
        <source>Search for an action or a key</source>
        <translation>搜索动作或按键</translation>
    </message>
    <message>
        <source>Reset All</source>
        <translation>全部重置</translation>
    </message>
    <message>
        <source>Every key as it was at first, and none in other programs</source>
        <translation>所有按键恢复初始设置，其他程序中不设按键</translation>
    </message>
    <message>
        <source>No action is called that.</source>
        <translation>没有这样的动作。</translation>
    </message>
    <message>
        <source>What became of the last key</source>
        <translation>上一个按键的结果</translation>
    </message>
    <message>
        <source>In the studio</source>
        <translation>在工作室中</translation>
    </message>
    <message>
        <source>In any program</source>
        <translation>在任何程序中</translation>
    </message>
    <message>
        <source>Keys for any program come to the studio alone, whatever is in front, while it runs.</source>
        <translation>“在任何程序中”的按键在工作室运行期间只归工作室所有，无论哪个窗口在最前。</translation>
    </message>
    <message>
        <source>“{action}” has this key already.</source>
        <translation>“{action}”已使用此键。</translation>
    </message>
    <message>
        <source>“{action}” has this key in any program, and so here, too.</source>
        <translation>“{action}”在任何程序里都有这个键，所以在这里也是它的。</translation>
    </message>
    <message>
        <source>{keys} alone cannot be kept from all other programs: hold Ctrl or Alt with it.</source>
        <translation>{keys} 单独使用会让其他程序收不到它：请与 Ctrl 或 Alt 一起按。</translation>
    </message>
    <message>
        <source>Panic always has a key: press another one to change it.</source>
        <translation>紧急动作始终有一个按键：按下另一个键即可更改。</translation>
    </message>
    <message>
        <source>{keys} cannot be a hotkey.</source>
        <translation>{keys} 不能用作热键。</translation>
    </message>
    <message>
        <source>This key</source>
        <translation>此键</translation>
    </message>
</context>
<context>
    <name>ImportDialog</name>
    <message>
        <source>Edit Avatar</source>
        <translation>编辑虚拟形象</translation>
    </message>
    <message>
        <source>Import Avatar</source>
        <translation>导入虚拟形象</translation>
    </message>
    <message>
        <source>Name</source>
        <translation>名称</translation>
    </message>
    <message>
        <source>Zoom to Face</source>
        <translation>放大脸部</translation>
    </message>
    <message>
        <source>Reset Points</source>
        <translation>重置各点</translation>
    </message>
    <message>
        <source>The points should lie on the eyes, the corners of the mouth and the tip of the chin.</source>
        <translation>这些点应落在双眼、嘴角和下巴尖上。</translation>
    </message>
    <message>
        <source>What will look bad</source>
        <translation>效果会不好的地方</translation>
    </message>
    <message>
        <source>Saving…</source>
        <translation>正在保存…</translation>
    </message>
    <message>
        <source>Save</source>
        <translation>保存</translation>
    </message>
    <message>
        <source>Importing…</source>
        <translation>正在导入…</translation>
    </message>
    <message>
        <source>Import</source>
        <translation>导入</translation>
    </message>
</context>
<context>
    <name>KeyField</name>
    <message>
        <source>None</source>
        <translation>无</translation>
    </message>
    <message>
        <source>Click, then press the key; Backspace takes it away</source>
        <translation>点击后按下按键；退格键清除</translation>
    </message>
    <message>
        <source>Press a key…</source>
        <translation>请按下按键…</translation>
    </message>
</context>
<context>
    <name>LabelSwitch</name>
    <message>
        <source>Turn off the AI label?</source>
        <translation>要关闭 AI 标签吗？</translation>
    </message>
    <message>
        <source>Viewers will not see that the host is made by AI. Many platforms and some laws ask you to tell them; then you must do it in another way.</source>
        <translation>观众将看不到主播由 AI 生成。许多平台和一些法律要求你告知观众；那样你就必须用别的方式告知。</translation>
    </message>
    <message>
        <source>Turn Off</source>
        <translation>关闭</translation>
    </message>
    <message>
        <source>Keep the Label</source>
        <translation>保留标签</translation>
    </message>
</context>
<context>
    <name>LayerEditor</name>
    <message>
        <source>Layers</source>
        <translation>图层</translation>
    </message>
    <message>
        <source>Add Text</source>
        <translation>添加文本</translation>
    </message>
    <message>
        <source>Add Image…</source>
        <translation>添加图像…</translation>
    </message>
    <message>
        <source>Duplicate Layer</source>
        <translation>复制图层</translation>
    </message>
    <message>
        <source>Remove Layer</source>
        <translation>移除图层</translation>
    </message>
    <message>
        <source>Bring Forward</source>
        <translation>上移一层</translation>
    </message>
    <message>
        <source>Send Backward</source>
        <translation>下移一层</translation>
    </message>
    <message>
        <source>Text</source>
        <translation>文本</translation>
    </message>
    <message>
        <source>Add Image</source>
        <translation>添加图像</translation>
    </message>
    <message>
        <source>Files ({patterns})</source>
        <translation>文件 ({patterns})</translation>
    </message>
    <message>
        <source>All files (*)</source>
        <translation>所有文件 (*)</translation>
    </message>
    <message>
        <source>(empty)</source>
        <translation>（空）</translation>
    </message>
</context>
<context>
    <name>LineDelegate</name>
    <message>
        <source>Line</source>
        <translation>行</translation>
    </message>
    <message>
        <source>Notes stand in brackets: [pause: 2 s], [smile], [avatar: Mira], [cue: Opening]</source>
        <translation>注记写在方括号中：[pause: 2 s]、[smile]、[avatar: Mira]、[cue: Opening]</translation>
    </message>
    <message>
        <source>pause {seconds} s</source>
        <translation>停顿 {seconds} 秒</translation>
    </message>
    <message>
        <source>min</source>
        <translation>分钟</translation>
    </message>
    <message>
        <source>s</source>
        <translation>秒</translation>
    </message>
    <message>
        <source>every {times} {unit}</source>
        <translation>每 {times} {unit}</translation>
    </message>
</context>
<context>
    <name>LocalServerPanel</name>
    <message>
        <source>How OmniRT on this computer is doing</source>
        <translation>本机 OmniRT 的状态</translation>
    </message>
    <message>
        <source>Use It</source>
        <translation>使用它</translation>
    </message>
    <message>
        <source>Add it to the servers above</source>
        <translation>把它加到上面的服务器中</translation>
    </message>
    <message>
        <source>Stop</source>
        <translation>停止</translation>
    </message>
    <message>
        <source>Start</source>
        <translation>启动</translation>
    </message>
    <message>
        <source>These lines install it and start it; the studio then finds it by itself.</source>
        <translation>这些命令会安装并启动它，之后工作室会自动找到它。</translation>
    </message>
    <message>
        <source>OmniRT is not installed on this computer.</source>
        <translation>本机未安装 OmniRT。</translation>
    </message>
    <message>
        <source>Installed, and not running.</source>
        <translation>已安装，未运行。</translation>
    </message>
    <message>
        <source>Starting…</source>
        <translation>正在启动…</translation>
    </message>
    <message>
        <source>The first time it may load for a minute.</source>
        <translation>第一次可能要加载一分钟。</translation>
    </message>
    <message>
        <source>Test Connection above tells whether it draws real pictures.</source>
        <translation>上方的“测试连接”会告诉你它是否真的在绘制画面。</translation>
    </message>
    <message>
        <source>Running at {url}</source>
        <translation>正在 {url} 运行</translation>
    </message>
    <message>
        <source>Running at {url}, started elsewhere</source>
        <translation>正在 {url} 运行，由别处启动</translation>
    </message>
    <message>
        <source>Stopping…</source>
        <translation>正在停止…</translation>
    </message>
    <message>
        <source>Looking for it…</source>
        <translation>正在查找…</translation>
    </message>
    <message>
        <source>Copy</source>
        <translation>复制</translation>
    </message>
    <message>
        <source>Copy line {number}</source>
        <translation>复制第 {number} 行</translation>
    </message>
</context>
<context>
    <name>MainWindow</name>
    <message>
        <source>Import Avatar…</source>
        <translation>导入虚拟形象…</translation>
    </message>
    <message>
        <source>Import an avatar (or drop a picture anywhere on the window)</source>
        <translation>导入虚拟形象（或把图片拖到窗口任意位置）</translation>
    </message>
    <message>
        <source>Open Audio or Video File</source>
        <translation>打开音频或视频文件</translation>
    </message>
    <message>
        <source>Audio and video ({patterns})</source>
        <translation>音频和视频（{patterns}）</translation>
    </message>
    <message>
        <source>All files (*)</source>
        <translation>所有文件 (*)</translation>
    </message>
    <message>
        <source>Choose an avatar</source>
        <translation>请选择虚拟形象</translation>
    </message>
    <message>
        <source>No avatars yet: drop a picture here</source>
        <translation>还没有虚拟形象：把图片拖到这里</translation>
    </message>
    <message>
        <source>Measuring the graphics card…</source>
        <translation>正在测量显卡…</translation>
    </message>
    <message>
        <source>Connecting to the server…</source>
        <translation>正在连接服务器…</translation>
    </message>
    <message>
        <source>Loading the engine…</source>
        <translation>正在加载引擎…</translation>
    </message>
    <message>
        <source>Waiting for a free slot on the server…</source>
        <translation>正在等待服务器的空闲名额…</translation>
    </message>
    <message>
        <source>Reconnecting…</source>
        <translation>正在重新连接…</translation>
    </message>
    <message>
        <source>The engine is restarting…</source>
        <translation>引擎正在重启…</translation>
    </message>
    <message>
        <source>Not connected</source>
        <translation>未连接</translation>
    </message>
    <message>
        <source>The engine has failed</source>
        <translation>引擎已失败</translation>
    </message>
</context>
<context>
    <name>MicrophoneMeter</name>
    <message>
        <source>Microphone level on air</source>
        <translation>播出的麦克风音量</translation>
    </message>
    <message>
        <source>Microphone level before the gate</source>
        <translation>噪声门之前的麦克风音量</translation>
    </message>
</context>
<context>
    <name>MicrophoneStrip</name>
    <message>
        <source>Microphone level before the gate</source>
        <translation>噪声门之前的麦克风音量</translation>
    </message>
</context>
<context>
    <name>MinutePlot</name>
    <message>
        <source>{value}, {seconds} s ago</source>
        <translation>{value}，{seconds} 秒前</translation>
    </message>
</context>
<context>
    <name>MixerDock</name>
    <message>
        <source>Audio Mixer</source>
        <translation>混音器</translation>
    </message>
    <message>
        <source>Microphone</source>
        <translation>麦克风</translation>
    </message>
    <message>
        <source>Avatar</source>
        <translation>虚拟形象</translation>
    </message>
    <message>
        <source>Time between your voice and what viewers hear and see</source>
        <translation>从你的声音到观众听到和看到之间的时间</translation>
    </message>
    <message>
        <source>ms</source>
        <translation>ms</translation>
    </message>
    <message>
        <source>Sync Offset</source>
        <translation>同步偏移</translation>
    </message>
    <message>
        <source>The sound device&apos;s sound against the camera&apos;s picture: above 0 the sound comes later. Recordings stay in step.</source>
        <translation>声音设备的声音相对于摄像机画面：大于 0 时声音更晚。录制保持同步。</translation>
    </message>
    <message>
        <source>Monitor</source>
        <translation>监听</translation>
    </message>
    <message>
        <source>No monitor</source>
        <translation>不监听</translation>
    </message>
    <message>
        <source>Hear it on the monitor</source>
        <translation>在监听设备上听</translation>
    </message>
    <message>
        <source>Choose a monitor below</source>
        <translation>请在下面选择监听设备</translation>
    </message>
    <message>
        <source>waiting for it</source>
        <translation>等待设备</translation>
    </message>
    <message>
        <source>off</source>
        <translation>关闭</translation>
    </message>
    <message>
        <source>gate open</source>
        <translation>噪声门打开</translation>
    </message>
    <message>
        <source>gate closed</source>
        <translation>噪声门关闭</translation>
    </message>
    <message>
        <source>Delay</source>
        <translation>延迟</translation>
    </message>
</context>
<context>
    <name>MixerStrip</name>
    <message>
        <source>{strip}: gain in dB</source>
        <translation>{strip}：增益（dB）</translation>
    </message>
    <message>
        <source>{strip}: level</source>
        <translation>{strip}：电平</translation>
    </message>
    <message>
        <source>{strip}: mute</source>
        <translation>{strip}：静音</translation>
    </message>
    <message>
        <source>{strip}: monitor</source>
        <translation>{strip}：监听</translation>
    </message>
    <message>
        <source>{strip}: gain</source>
        <translation>{strip}：增益</translation>
    </message>
    <message>
        <source>Gain; a double click sets it to 0 dB</source>
        <translation>增益；双击设为 0 dB</translation>
    </message>
    <message>
        <source>Muted: press to be heard</source>
        <translation>已静音：点按恢复声音</translation>
    </message>
    <message>
        <source>Mute</source>
        <translation>静音</translation>
    </message>
</context>
<context>
    <name>ModelCard</name>
    <message>
        <source>Remove…</source>
        <translation>移除…</translation>
    </message>
    <message>
        <source>In {folder}</source>
        <translation>在 {folder}</translation>
    </message>
    <message>
        <source>Verifying…</source>
        <translation>正在校验…</translation>
    </message>
    <message>
        <source>Removing…</source>
        <translation>正在移除…</translation>
    </message>
    <message>
        <source>Downloading</source>
        <translation>正在下载</translation>
    </message>
    <message>
        <source>Ready</source>
        <translation>就绪</translation>
    </message>
    <message>
        <source>Ready, verified</source>
        <translation>就绪，已校验</translation>
    </message>
    <message>
        <source>Ready, complete</source>
        <translation>就绪，完整</translation>
    </message>
    <message>
        <source>Paused</source>
        <translation>已暂停</translation>
    </message>
    <message>
        <source>Cannot be used</source>
        <translation>无法使用</translation>
    </message>
    <message>
        <source>{size} on disk</source>
        <translation>硬盘占用 {size}</translation>
    </message>
    <message>
        <source>needs {size} on the card</source>
        <translation>显卡需要 {size}</translation>
    </message>
    <message>
        <source>Asking the server…</source>
        <translation>正在询问服务器…</translation>
    </message>
    <message>
        <source>Continue</source>
        <translation>继续</translation>
    </message>
    <message>
        <source>Pause</source>
        <translation>暂停</translation>
    </message>
    <message>
        <source>Download</source>
        <translation>下载</translation>
    </message>
    <message>
        <source>Stop</source>
        <translation>停止</translation>
    </message>
    <message>
        <source>Verify</source>
        <translation>验证</translation>
    </message>
    <message>
        <source>Remove {model}?</source>
        <translation>移除 {model}？</translation>
    </message>
    <message>
        <source>Up to {size} on the disk become free. It can be downloaded again.</source>
        <translation>最多可腾出 {size} 硬盘空间。可以重新下载。</translation>
    </message>
</context>
<context>
    <name>ModelsPage</name>
    <message>
        <source>Import Folder…</source>
        <translation>导入文件夹…</translation>
    </message>
    <message>
        <source>Take over models that you have downloaded already; the folder stays as it is</source>
        <translation>采用你已下载的模型；原文件夹保持不变</translation>
    </message>
    <message>
        <source>Stop</source>
        <translation>停止</translation>
    </message>
    <message>
        <source>Importing: {done} of {whole}</source>
        <translation>正在导入：{done} / {whole}</translation>
    </message>
    <message>
        <source>Looking which models there are…</source>
        <translation>正在查看有哪些模型…</translation>
    </message>
    <message>
        <source>What this computer&apos;s graphics card can draw with. Nothing is downloaded unasked.</source>
        <translation>本机显卡可以用来绘制的模型。不会擅自下载。</translation>
    </message>
    <message>
        <source>Import models from a folder</source>
        <translation>从文件夹导入模型</translation>
    </message>
</context>
<context>
    <name>MotionPanel</name>
    <message>
        <source>Motion</source>
        <translation>动作</translation>
    </message>
    <message>
        <source>The server has not taken over what is marked.</source>
        <translation>服务器没有采用带标记的项。</translation>
    </message>
    <message>
        <source>Reset</source>
        <translation>重置</translation>
    </message>
    <message>
        <source>Back to the values that OpenTalking begins with</source>
        <translation>回到 OpenTalking 的初始值</translation>
    </message>
    <message>
        <source>Expression</source>
        <translation>表情</translation>
    </message>
    <message>
        <source>Mouth opens</source>
        <translation>张嘴幅度</translation>
    </message>
    <message>
        <source>Mouth corners</source>
        <translation>嘴角</translation>
    </message>
    <message>
        <source>Cheeks and jaw</source>
        <translation>脸颊和下颌</translation>
    </message>
    <message>
        <source>Head</source>
        <translation>头部</translation>
    </message>
    <message>
        <source>Sway</source>
        <translation>摇摆</translation>
    </message>
    <message>
        <source>Turn</source>
        <translation>转动</translation>
    </message>
    <message>
        <source>Nod</source>
        <translation>点头</translation>
    </message>
    <message>
        <source>Tilt</source>
        <translation>倾斜</translation>
    </message>
    <message>
        <source>All movement</source>
        <translation>整体动作</translation>
    </message>
    <message>
        <source>Follow the voice</source>
        <translation>跟随声音</translation>
    </message>
    <message>
        <source>What moves</source>
        <translation>哪些部分会动</translation>
    </message>
    <message>
        <source>The mouth</source>
        <translation>嘴</translation>
    </message>
    <message>
        <source>The whole face</source>
        <translation>整张脸</translation>
    </message>
    <message>
        <source>Expressions</source>
        <translation>表情</translation>
    </message>
    <message>
        <source>The head</source>
        <translation>头</translation>
    </message>
    <message>
        <source>The eyes</source>
        <translation>眼睛</translation>
    </message>
    <message>
        <source>The server has not taken this over</source>
        <translation>服务器没有采用此项</translation>
    </message>
</context>
<context>
    <name>NameDialog</name>
    <message>
        <source>Name</source>
        <translation>名称</translation>
    </message>
    <message>
        <source>This name is taken.</source>
        <translation>该名称已被使用。</translation>
    </message>
</context>
<context>
    <name>ObsPage</name>
    <message>
        <source>Whether OBS shows the host</source>
        <translation>OBS 是否显示主播</translation>
    </message>
    <message>
        <source>What would be changed in OBS</source>
        <translation>OBS 中将更改的内容</translation>
    </message>
    <message>
        <source>Password of OBS&apos;s WebSocket server</source>
        <translation>OBS WebSocket 服务器的密码</translation>
    </message>
    <message>
        <source>Connect</source>
        <translation>连接</translation>
    </message>
    <message>
        <source>Set Up OBS</source>
        <translation>设置 OBS</translation>
    </message>
    <message>
        <source>Use the Virtual Camera</source>
        <translation>使用虚拟摄像机</translation>
    </message>
    <message>
        <source>Look Again</source>
        <translation>重新查找</translation>
    </message>
    <message>
        <source>Undo</source>
        <translation>撤销</translation>
    </message>
    <message>
        <source>Take back what was changed in OBS</source>
        <translation>撤回在 OBS 中所做的更改</translation>
    </message>
    <message>
        <source>Copy the Address</source>
        <translation>复制地址</translation>
    </message>
    <message>
        <source>For a Browser Source that you add yourself</source>
        <translation>供你自己添加的浏览器来源使用</translation>
    </message>
    <message>
        <source>Talking with OBS…</source>
        <translation>正在与 OBS 通信…</translation>
    </message>
    <message>
        <source>OBS {version} shows the host.</source>
        <translation>OBS {version} 正在显示主播。</translation>
    </message>
    <message>
        <source>OBS {version} is there. This would be changed:</source>
        <translation>已找到 OBS {version}。将进行以下更改：</translation>
    </message>
    <message>
        <source>OBS has not been looked for.</source>
        <translation>尚未查找 OBS。</translation>
    </message>
    <message>
        <source>Make the scene “{name}”</source>
        <translation>新建场景“{name}”</translation>
    </message>
    <message>
        <source>Put “{name}” into the scene: the virtual camera, without sound</source>
        <translation>将“{name}”放入该场景：虚拟摄像机，没有声音</translation>
    </message>
    <message>
        <source>Put “{name}” into the scene, with picture and sound</source>
        <translation>将“{name}”放入该场景，包含画面和声音</translation>
    </message>
    <message>
        <source>Tell “{name}” the studio&apos;s new address or size</source>
        <translation>将工作室的新地址或尺寸告知“{name}”</translation>
    </message>
    <message>
        <source>Show viewers the scene “{name}”</source>
        <translation>向观众显示场景“{name}”</translation>
    </message>
    <message>
        <source>Mute “{name}” in OBS: viewers hear your voice with the host</source>
        <translation>在 OBS 中将“{name}”静音：观众会随主播听到你的声音</translation>
    </message>
    <message>
        <source>Set the Sync Offset of “{name}” to {ms} ms</source>
        <translation>将“{name}”的同步偏移设为 {ms} 毫秒</translation>
    </message>
    <message>
        <source>Start Streaming</source>
        <translation>开始直播</translation>
    </message>
    <message>
        <source>Stop Streaming</source>
        <translation>停止直播</translation>
    </message>
    <message>
        <source>Start Recording in OBS</source>
        <translation>在 OBS 中开始录制</translation>
    </message>
    <message>
        <source>Stop Recording in OBS</source>
        <translation>在 OBS 中停止录制</translation>
    </message>
    <message>
        <source>Start OBS&apos;s Virtual Camera</source>
        <translation>启动 OBS 的虚拟摄像机</translation>
    </message>
    <message>
        <source>Stop OBS&apos;s Virtual Camera</source>
        <translation>停止 OBS 的虚拟摄像机</translation>
    </message>
</context>
<context>
    <name>OutputPage</name>
    <message>
        <source>Output</source>
        <translation>输出</translation>
    </message>
    <message>
        <source>Where does your show go?</source>
        <translation>你的节目输出到哪里？</translation>
    </message>
    <message>
        <source>Start the virtual camera, then choose it as the camera in OBS, Zoom or your browser.</source>
        <translation>启动虚拟摄像机，然后在 OBS、Zoom 或浏览器中选它作为摄像头。</translation>
    </message>
    <message>
        <source>Do you stream with OBS? It can be set up for you, with one button.</source>
        <translation>用 OBS 直播？按一下按钮，就能为你设置好。</translation>
    </message>
    <message>
        <source>Set Up OBS…</source>
        <translation>设置 OBS…</translation>
    </message>
</context>
<context>
    <name>PlaceCard</name>
    <message>
        <source>Open</source>
        <translation>打开</translation>
    </message>
    <message>
        <source>Clean…</source>
        <translation>清理…</translation>
    </message>
    <message>
        <source>Move…</source>
        <translation>移动…</translation>
    </message>
    <message>
        <source>Stop</source>
        <translation>停止</translation>
    </message>
    <message>
        <source>Cleaning…</source>
        <translation>正在清理…</translation>
    </message>
    <message>
        <source>{size} of {cap}</source>
        <translation>{size} / {cap}</translation>
    </message>
    <message>
        <source>nothing</source>
        <translation>无</translation>
    </message>
    <message>
        <source>{size} free</source>
        <translation>可用 {size}</translation>
    </message>
    <message>
        <source>Moved. The studio writes there when it is started again.</source>
        <translation>已移动。工作室下次启动后写到那里。</translation>
    </message>
    <message>
        <source>It takes more than it may: remove what you do not need.</source>
        <translation>占用超出上限：请移除不需要的。</translation>
    </message>
    <message>
        <source>The disk is nearly full.</source>
        <translation>硬盘快满了。</translation>
    </message>
    <message>
        <source>The disk is slow: models take minutes to load, and recordings may lack pictures.</source>
        <translation>硬盘很慢：模型要加载几分钟，录制可能缺少画面。</translation>
    </message>
    <message>
        <source>{size} of downloads that are not complete are removed. Complete models stay.</source>
        <translation>会移除 {size} 未完成的下载。完整的模型保留。</translation>
    </message>
    <message>
        <source>{size} are removed. They are made again when a model needs them, in some minutes.</source>
        <translation>会移除 {size}。模型需要时会在几分钟内重新生成。</translation>
    </message>
    <message>
        <source>{size} of older logs are removed. Today&apos;s stay.</source>
        <translation>会移除 {size} 较旧的日志。今天的保留。</translation>
    </message>
    <message>
        <source>Clean {what}?</source>
        <translation>清理{what}？</translation>
    </message>
    <message>
        <source>Moving…</source>
        <translation>正在移动…</translation>
    </message>
    <message>
        <source>{size} are removed. Hosts are drawn again when they go on stage.</source>
        <translation>会移除 {size}。主播上台时会重新绘制。</translation>
    </message>
    <message>
        <source>Clean</source>
        <translation>清理</translation>
    </message>
    <message>
        <source>Mark the recordings that you do not need any more. They go to the trash of your system.</source>
        <translation>请勾选不再需要的录制文件。它们会移到系统的回收站。</translation>
    </message>
    <message>
        <source>Move to Trash</source>
        <translation>移到回收站</translation>
    </message>
    <message>
        <source>Mark the voices that you do not need any more. They can be downloaded again.</source>
        <translation>请勾选不再需要的语音。以后可以重新下载。</translation>
    </message>
    <message>
        <source>Remove</source>
        <translation>移除</translation>
    </message>
    <message>
        <source>Move {what} to</source>
        <translation>把{what}移动到</translation>
    </message>
</context>
<context>
    <name>PlainEditor</name>
    <message>
        <source>All the same</source>
        <translation>仍然这样</translation>
    </message>
    <message>
        <source>None: portrait and voice would travel to {host} for others to see and hear.</source>
        <translation>无：肖像和声音会以他人可见可听的方式传到 {host}。</translation>
    </message>
    <message>
        <source>Encrypted</source>
        <translation>已加密</translation>
    </message>
    <message>
        <source>Not needed: the server is in a private network</source>
        <translation>不需要：服务器在私有网络中</translation>
    </message>
</context>
<context>
    <name>PrecisionNote</name>
    <message>
        <source>Wav2Lip is small, and always as published.</source>
        <translation>Wav2Lip 很小，始终与发布时相同。</translation>
    </message>
    <message>
        <source>whole numbers</source>
        <translation>整数</translation>
    </message>
    <message>
        <source>floating point</source>
        <translation>浮点</translation>
    </message>
    <message>
        <source>{model} is {off}&#xa0;% off with {format}</source>
        <translation>{model} 用 {format} 时偏差 {off} %</translation>
    </message>
    <message>
        <source>Measured on this computer: {figures}.</source>
        <translation>在本机测得：{figures}。</translation>
    </message>
    <message>
        <source>How much is measured on this computer when a model is loaded with them.</source>
        <translation>用它们加载模型时会在本机测量差多少。</translation>
    </message>
</context>
<context>
    <name>PreflightDialog</name>
    <message>
        <source>Preflight</source>
        <translation>开播检查</translation>
    </message>
</context>
<context>
    <name>PreflightPage</name>
    <message>
        <source>Preflight</source>
        <translation>开播检查</translation>
    </message>
    <message>
        <source>Ready to go live?</source>
        <translation>准备好开播了吗？</translation>
    </message>
    <message>
        <source>You find this again under Tools &gt; Preflight.</source>
        <translation>以后可在“工具 &gt; 开播检查”中再次打开。</translation>
    </message>
    <message>
        <source>Your host is on camera: choose “{camera}” in the other program.</source>
        <translation>主播已上镜：请在其他程序中选择“{camera}”。</translation>
    </message>
</context>
<context>
    <name>PreflightPanel</name>
    <message>
        <source>Check Again</source>
        <translation>重新检查</translation>
    </message>
</context>
<context>
    <name>ProblemBar</name>
    <message>
        <source>Problems</source>
        <translation>问题</translation>
    </message>
    <message>
        <source>Dismiss: {problem}</source>
        <translation>忽略：{problem}</translation>
    </message>
    <message>
        <source>Dismiss</source>
        <translation>忽略</translation>
    </message>
    <message>
        <source>Copy Report</source>
        <translation>复制报告</translation>
    </message>
    <message>
        <source>Open Log Folder</source>
        <translation>打开日志文件夹</translation>
    </message>
    <message>
        <source>Safe Mode</source>
        <translation>安全模式</translation>
    </message>
    <message>
        <source>What&apos;s New…</source>
        <translation>新内容…</translation>
    </message>
    <message>
        <source>Open Report</source>
        <translation>打开报告</translation>
    </message>
    <message>
        <source>Undo</source>
        <translation>撤销</translation>
    </message>
    <message>
        <source>Find It…</source>
        <translation>查找…</translation>
    </message>
    <message>
        <source>Fix…</source>
        <translation>修复…</translation>
    </message>
    <message>
        <source>Settings…</source>
        <translation>设置…</translation>
    </message>
</context>
<context>
    <name>ProposedList</name>
    <message>
        <source>Approve All</source>
        <translation>全部批准</translation>
    </message>
    <message>
        <source>Speak all of them, as many as may wait</source>
        <translation>说出全部，数量以可等待的为限</translation>
    </message>
    <message>
        <source>Discard All</source>
        <translation>全部丢弃</translation>
    </message>
    <message>
        <source>Forget all of them</source>
        <translation>全部忘掉</translation>
    </message>
    <message>
        <source>Approve: {line}</source>
        <translation>批准：{line}</translation>
    </message>
    <message>
        <source>Discard: {line}</source>
        <translation>丢弃：{line}</translation>
    </message>
    <message>
        <source>Speak it when its turn comes</source>
        <translation>轮到时说出</translation>
    </message>
    <message>
        <source>Discard</source>
        <translation>丢弃</translation>
    </message>
    <message>
        <source>Lines that wait for approval</source>
        <translation>等待批准的台词</translation>
    </message>
    <message>
        <source>To approve: {count}</source>
        <translation>待批准：{count}</translation>
    </message>
</context>
<context>
    <name>ProvidersEditor</name>
    <message>
        <source>Who speaks</source>
        <translation>由谁说话</translation>
    </message>
    <message>
        <source>Earlier</source>
        <translation>提前</translation>
    </message>
    <message>
        <source>Later</source>
        <translation>推后</translation>
    </message>
</context>
<context>
    <name>RuntimePanel</name>
    <message>
        <source>PyTorch</source>
        <translation>PyTorch</translation>
    </message>
    <message>
        <source>Remove…</source>
        <translation>移除…</translation>
    </message>
    <message>
        <source>The models run with {python}</source>
        <translation>模型使用 {python} 运行</translation>
    </message>
    <message>
        <source>Installing</source>
        <translation>正在安装</translation>
    </message>
    <message>
        <source>Removing…</source>
        <translation>正在移除…</translation>
    </message>
    <message>
        <source>Ready</source>
        <translation>就绪</translation>
    </message>
    <message>
        <source>An update is there</source>
        <translation>有更新</translation>
    </message>
    <message>
        <source>Not complete</source>
        <translation>不完整</translation>
    </message>
    <message>
        <source>Not installed</source>
        <translation>未安装</translation>
    </message>
    <message>
        <source>Models need it. Some 3 GB are downloaded and 7 GB kept; without a graphics card a tenth.</source>
        <translation>模型需要它。约下载 3 GB，占用 7 GB；没有显卡时为十分之一。</translation>
    </message>
    <message>
        <source>Apple&apos;s graphics</source>
        <translation>Apple 图形</translation>
    </message>
    <message>
        <source>the processor</source>
        <translation>处理器</translation>
    </message>
    <message>
        <source>{version} for {card}, {size}</source>
        <translation>{version}，用于 {card}，{size}</translation>
    </message>
    <message>
        <source>Beginning…</source>
        <translation>正在开始…</translation>
    </message>
    <message>
        <source>Preparing its Python…</source>
        <translation>正在准备 Python…</translation>
    </message>
    <message>
        <source>Asking which packages are right for this computer…</source>
        <translation>正在询问哪些包适合本机…</translation>
    </message>
    <message>
        <source>Unpacking…</source>
        <translation>正在解压…</translation>
    </message>
    <message>
        <source>Trying it out…</source>
        <translation>正在试用…</translation>
    </message>
    <message>
        <source>PyTorch found no graphics card. On the processor models are too slow for a show: update the card&apos;s driver, or choose another PyTorch below and install again.</source>
        <translation>PyTorch 没有找到显卡。用处理器运行模型太慢，不适合直播：请更新显卡驱动，或在下面选择另一个 PyTorch 并重新安装。</translation>
    </message>
    <message>
        <source>Continue</source>
        <translation>继续</translation>
    </message>
    <message>
        <source>Update</source>
        <translation>更新</translation>
    </message>
    <message>
        <source>Pause</source>
        <translation>暂停</translation>
    </message>
    <message>
        <source>Install</source>
        <translation>安装</translation>
    </message>
    <message>
        <source>Remove PyTorch?</source>
        <translation>移除 PyTorch？</translation>
    </message>
    <message>
        <source>Models cannot draw without it. It can be installed again.</source>
        <translation>没有它模型无法绘制。可以重新安装。</translation>
    </message>
</context>
<context>
    <name>SceneEditor</name>
    <message>
        <source>Subtitles</source>
        <translation>字幕</translation>
    </message>
    <message>
        <source>Off</source>
        <translation>关</translation>
    </message>
    <message>
        <source>Small</source>
        <translation>小</translation>
    </message>
    <message>
        <source>Medium</source>
        <translation>中</translation>
    </message>
    <message>
        <source>Large</source>
        <translation>大</translation>
    </message>
    <message>
        <source>Typed lines and scripts, as they are spoken</source>
        <translation>输入的台词和脚本，随朗读显示</translation>
    </message>
    <message>
        <source>Background</source>
        <translation>背景</translation>
    </message>
    <message>
        <source>As in Settings</source>
        <translation>同设置</translation>
    </message>
    <message>
        <source>Colour</source>
        <translation>颜色</translation>
    </message>
    <message>
        <source>Chroma Key green</source>
        <translation>色度键绿色</translation>
    </message>
    <message>
        <source>Image</source>
        <translation>图片</translation>
    </message>
    <message>
        <source>Video, looped</source>
        <translation>视频（循环）</translation>
    </message>
    <message>
        <source>Portrait, blurred</source>
        <translation>肖像（模糊）</translation>
    </message>
    <message>
        <source>Portrait&apos;s own</source>
        <translation>肖像自带</translation>
    </message>
    <message>
        <source>Background colour</source>
        <translation>背景颜色</translation>
    </message>
    <message>
        <source>Background file</source>
        <translation>背景文件</translation>
    </message>
    <message>
        <source>none</source>
        <translation>无</translation>
    </message>
    <message>
        <source>Avatar</source>
        <translation>虚拟形象</translation>
    </message>
    <message>
        <source>Placed here</source>
        <translation>在此摆放</translation>
    </message>
    <message>
        <source>Hidden</source>
        <translation>隐藏</translation>
    </message>
    <message>
        <source>Size of the avatar</source>
        <translation>虚拟形象大小</translation>
    </message>
    <message>
        <source>Position of the avatar, across</source>
        <translation>虚拟形象水平位置</translation>
    </message>
    <message>
        <source>Position of the avatar, down</source>
        <translation>虚拟形象垂直位置</translation>
    </message>
    <message>
        <source>Centre</source>
        <translation>居中</translation>
    </message>
    <message>
        <source>In the middle, at its full size</source>
        <translation>位于中间，完整大小</translation>
    </message>
    <message>
        <source>Size</source>
        <translation>大小</translation>
    </message>
    <message>
        <source>Across</source>
        <translation>水平</translation>
    </message>
    <message>
        <source>Down</source>
        <translation>垂直</translation>
    </message>
    <message>
        <source>Layers</source>
        <translation>图层</translation>
    </message>
    <message>
        <source>Drag on the preview to move, corners scale. Viewers see it at once.</source>
        <translation>在预览上拖动可移动，拖动角点可缩放。观众会立即看到。</translation>
    </message>
</context>
<context>
    <name>SceneHandles</name>
    <message>
        <source>Handles of the scene</source>
        <translation>场景的控制点</translation>
    </message>
    <message>
        <source>Arrow keys move what is chosen, with Shift in long steps; plus and minus scale it.</source>
        <translation>方向键移动所选内容，按住 Shift 步长更大；加号和减号缩放。</translation>
    </message>
</context>
<context>
    <name>SceneList</name>
    <message>
        <source>Scenes</source>
        <translation>场景</translation>
    </message>
    <message>
        <source>Transition</source>
        <translation>转场</translation>
    </message>
    <message>
        <source>How one scene gives way to another</source>
        <translation>一个场景如何切换到另一个</translation>
    </message>
    <message>
        <source>Cut</source>
        <translation>直接切换</translation>
    </message>
    <message>
        <source>Fade</source>
        <translation>淡入淡出</translation>
    </message>
    <message>
        <source>Duration of the fade</source>
        <translation>淡入淡出时长</translation>
    </message>
    <message>
        <source> ms</source>
        <translation> 毫秒</translation>
    </message>
    <message>
        <source>Add Scene</source>
        <translation>添加场景</translation>
    </message>
    <message>
        <source>Scene</source>
        <translation>场景</translation>
    </message>
    <message>
        <source>Duplicate Scene</source>
        <translation>复制场景</translation>
    </message>
    <message>
        <source>Rename Scene (F2)</source>
        <translation>重命名场景 (F2)</translation>
    </message>
    <message>
        <source>Remove Scene</source>
        <translation>移除场景</translation>
    </message>
    <message>
        <source>Move Up</source>
        <translation>上移</translation>
    </message>
    <message>
        <source>Move Down</source>
        <translation>下移</translation>
    </message>
    <message>
        <source>On the program</source>
        <translation>正在播出</translation>
    </message>
</context>
<context>
    <name>ScenesDock</name>
    <message>
        <source>Scenes</source>
        <translation>场景</translation>
    </message>
    <message>
        <source>Edit Scene</source>
        <translation>编辑场景</translation>
    </message>
    <message>
        <source>Show what is in the scene, and handles on the preview</source>
        <translation>显示场景内容，以及预览上的控制点</translation>
    </message>
    <message>
        <source>Snapshot</source>
        <translation>截图</translation>
    </message>
    <message>
        <source>Save the program picture where recordings go</source>
        <translation>将节目画面保存到录制文件夹</translation>
    </message>
</context>
<context>
    <name>ScriptDock</name>
    <message>
        <source>Script</source>
        <translation>脚本</translation>
    </message>
    <message>
        <source>Open Script</source>
        <translation>打开脚本</translation>
    </message>
    <message>
        <source>Scripts ({patterns})</source>
        <translation>脚本（{patterns}）</translation>
    </message>
    <message>
        <source>All files (*)</source>
        <translation>所有文件 (*)</translation>
    </message>
    <message>
        <source>Save Script As</source>
        <translation>脚本另存为</translation>
    </message>
    <message>
        <source>Text (*.txt)</source>
        <translation>文本 (*.txt)</translation>
    </message>
</context>
<context>
    <name>ScriptList</name>
    <message>
        <source>Lines of the script</source>
        <translation>脚本的各行</translation>
    </message>
    <message>
        <source>New line</source>
        <translation>新行</translation>
    </message>
    <message>
        <source>Play From Here</source>
        <translation>从这里播放</translation>
    </message>
    <message>
        <source>Edit</source>
        <translation>编辑</translation>
    </message>
    <message>
        <source>Insert Line Above</source>
        <translation>在上方插入一行</translation>
    </message>
    <message>
        <source>Remove</source>
        <translation>移除</translation>
    </message>
</context>
<context>
    <name>ScriptPanel</name>
    <message>
        <source>Restore</source>
        <translation>恢复</translation>
    </message>
    <message>
        <source>Dismiss</source>
        <translation>忽略</translation>
    </message>
    <message>
        <source>Leave it; the file is kept</source>
        <translation>放弃；文件会保留</translation>
    </message>
    <message>
        <source>Previous</source>
        <translation>上一行</translation>
    </message>
    <message>
        <source>Back to the line before</source>
        <translation>回到上一行</translation>
    </message>
    <message>
        <source>Play</source>
        <translation>播放</translation>
    </message>
    <message>
        <source>Stop</source>
        <translation>停止</translation>
    </message>
    <message>
        <source>Stop, and begin with the first line the next time</source>
        <translation>停止，下次从第一行开始</translation>
    </message>
    <message>
        <source>Next</source>
        <translation>下一步</translation>
    </message>
    <message>
        <source>On with the next line</source>
        <translation>继续下一行</translation>
    </message>
    <message>
        <source>Loop</source>
        <translation>循环</translation>
    </message>
    <message>
        <source>After the last line begin again with the first</source>
        <translation>最后一行之后从第一行重新开始</translation>
    </message>
    <message>
        <source>Shuffle</source>
        <translation>随机</translation>
    </message>
    <message>
        <source>Speak each line once, in an order that is drawn</source>
        <translation>每行说一次，顺序随机</translation>
    </message>
    <message>
        <source>More</source>
        <translation>更多</translation>
    </message>
    <message>
        <source>Open, save, variables, spacing</source>
        <translation>打开、保存、变量、间隔</translation>
    </message>
    <message>
        <source>Open Script…</source>
        <translation>打开脚本…</translation>
    </message>
    <message>
        <source>Save Script As…</source>
        <translation>脚本另存为…</translation>
    </message>
    <message>
        <source>Close Script</source>
        <translation>关闭脚本</translation>
    </message>
    <message>
        <source>Undo</source>
        <translation>撤销</translation>
    </message>
    <message>
        <source>Variables…</source>
        <translation>变量…</translation>
    </message>
    <message>
        <source>Shuffle Spacing…</source>
        <translation>随机间隔…</translation>
    </message>
    <message>
        <source>What you write here is spoken line by line.
Open a text, Markdown or CSV file,
or drop it here.</source>
        <translation>在这里写的内容会逐行说出。
打开文本、Markdown 或 CSV 文件，
或把它拖到这里。</translation>
    </message>
    <message>
        <source>Where the script stands</source>
        <translation>脚本进行到哪里</translation>
    </message>
    <message>
        <source>Another line</source>
        <translation>再加一行</translation>
    </message>
    <message>
        <source>Add a line…</source>
        <translation>添加一行…</translation>
    </message>
    <message>
        <source>Notes stand in brackets: [pause: 2 s], [smile], [avatar: Mira], [cue: Opening]</source>
        <translation>注记写在方括号中：[pause: 2 s]、[smile]、[avatar: Mira]、[cue: Opening]</translation>
    </message>
    <message>
        <source>Lines that waited</source>
        <translation>等待过的台词</translation>
    </message>
    <message>
        <source>{name} ({count} lines) was on the desk when the studio ended.</source>
        <translation>工作室退出时 {name}（{count} 行）还在台上。</translation>
    </message>
    <message>
        <source>You are talking; the script waits</source>
        <translation>你在说话；脚本在等待</translation>
    </message>
    <message>
        <source>Line {place} of {count}</source>
        <translation>第 {place} 行，共 {count} 行</translation>
    </message>
    <message>
        <source>Line {place} of {count} in {seconds} s</source>
        <translation>第 {place} 行，共 {count} 行，{seconds} 秒后</translation>
    </message>
    <message>
        <source>Getting ready: line {place}</source>
        <translation>正在准备：第 {place} 行</translation>
    </message>
    <message>
        <source>Waiting for the next announcement</source>
        <translation>正在等待下一次播报</translation>
    </message>
    <message>
        <source>{name} has no value: see Variables</source>
        <translation>{name} 没有值：见“变量”</translation>
    </message>
    <message>
        <source>{name}: paused before line {place}</source>
        <translation>{name}：在第 {place} 行之前暂停</translation>
    </message>
    <message>
        <source>{name}: {count} lines</source>
        <translation>{name}：{count} 行</translation>
    </message>
    <message>
        <source>Script</source>
        <translation>脚本</translation>
    </message>
    <message>
        <source>Pause</source>
        <translation>暂停</translation>
    </message>
    <message>
        <source>Stop in the middle of the line, and go on from there</source>
        <translation>在一行中间停下，之后从那里继续</translation>
    </message>
    <message>
        <source>Speak the script from here</source>
        <translation>从这里开始说脚本</translation>
    </message>
</context>
<context>
    <name>ServerChoice</name>
    <message>
        <source>Server</source>
        <translation>服务器</translation>
    </message>
    <message>
        <source>Add</source>
        <translation>添加</translation>
    </message>
    <message>
        <source>Add a server</source>
        <translation>添加服务器</translation>
    </message>
    <message>
        <source>Remove</source>
        <translation>移除</translation>
    </message>
    <message>
        <source>Remove this server</source>
        <translation>移除此服务器</translation>
    </message>
</context>
<context>
    <name>ServerDesk</name>
    <message>
        <source>This computer</source>
        <translation>本机</translation>
    </message>
</context>
<context>
    <name>ServersEditor</name>
    <message>
        <source>Name</source>
        <translation>名称</translation>
    </message>
    <message>
        <source>Address</source>
        <translation>地址</translation>
    </message>
    <message>
        <source>Certificates (PEM)</source>
        <translation>证书 (PEM)</translation>
    </message>
    <message>
        <source>the system&apos;s</source>
        <translation>系统的</translation>
    </message>
    <message>
        <source>Headers</source>
        <translation>请求头</translation>
    </message>
    <message>
        <source>Name: value, one a line</source>
        <translation>名称: 值，每行一个</translation>
    </message>
    <message>
        <source>Other addresses</source>
        <translation>其他地址</translation>
    </message>
    <message>
        <source>wav2lip = http://… one a line</source>
        <translation>wav2lip = http://… 每行一个</translation>
    </message>
    <message>
        <source>Plain</source>
        <translation>普通</translation>
    </message>
    <message>
        <source>As OpenTalking does</source>
        <translation>与 OpenTalking 相同</translation>
    </message>
    <message>
        <source>Improved</source>
        <translation>改进</translation>
    </message>
    <message>
        <source>Enhanced (needs GFPGAN on the server)</source>
        <translation>增强（服务器需有 GFPGAN）</translation>
    </message>
    <message>
        <source>Wav2Lip&apos;s mouth</source>
        <translation>Wav2Lip 的嘴部</translation>
    </message>
    <message>
        <source>Key</source>
        <translation>密钥</translation>
    </message>
    <message>
        <source>Keep Key</source>
        <translation>保存密钥</translation>
    </message>
    <message>
        <source>Browse…</source>
        <translation>浏览…</translation>
    </message>
    <message>
        <source>Browse: certificates</source>
        <translation>浏览：证书</translation>
    </message>
    <message>
        <source>No server yet. Add the one that OmniRT runs on.</source>
        <translation>还没有服务器。请添加运行 OmniRT 的那一台。</translation>
    </message>
    <message>
        <source>Certificates</source>
        <translation>证书</translation>
    </message>
    <message>
        <source>Server {number}</source>
        <translation>服务器 {number}</translation>
    </message>
    <message>
        <source>A key is kept</source>
        <translation>已保存密钥</translation>
    </message>
    <message>
        <source>none</source>
        <translation>无</translation>
    </message>
    <message>
        <source>Forget Key</source>
        <translation>忘记密钥</translation>
    </message>
</context>
<context>
    <name>SetsMenu</name>
    <message>
        <source>&amp;Profile</source>
        <translation>配置文件(&amp;P)</translation>
    </message>
    <message>
        <source>&amp;Scene Collection</source>
        <translation>场景集合(&amp;S)</translation>
    </message>
    <message>
        <source>&amp;New…</source>
        <translation>新建(&amp;N)…</translation>
    </message>
    <message>
        <source>&amp;Duplicate…</source>
        <translation>复制(&amp;D)…</translation>
    </message>
    <message>
        <source>&amp;Rename…</source>
        <translation>重命名(&amp;R)…</translation>
    </message>
    <message>
        <source>Re&amp;move…</source>
        <translation>移除(&amp;M)…</translation>
    </message>
    <message>
        <source>&amp;Import…</source>
        <translation>导入(&amp;I)…</translation>
    </message>
    <message>
        <source>&amp;Export…</source>
        <translation>导出(&amp;E)…</translation>
    </message>
    <message>
        <source>You are live. Switch to the profile “{name}” now?</source>
        <translation>你正在直播。现在切换到配置文件“{name}”吗？</translation>
    </message>
    <message>
        <source>What is set otherwise there restarts: the virtual camera, the engine or the sound device. Viewers see the host at rest meanwhile.</source>
        <translation>其中设置不同的部分会重新启动：虚拟摄像机、引擎或音频设备。在此期间观众看到静止的主播。</translation>
    </message>
    <message>
        <source>Switch</source>
        <translation>切换</translation>
    </message>
    <message>
        <source>Stay</source>
        <translation>保持</translation>
    </message>
    <message>
        <source>New Profile</source>
        <translation>新建配置文件</translation>
    </message>
    <message>
        <source>New Scene Collection</source>
        <translation>新建场景集合</translation>
    </message>
    <message>
        <source>Duplicate Profile</source>
        <translation>复制配置文件</translation>
    </message>
    <message>
        <source>Duplicate Scene Collection</source>
        <translation>复制场景集合</translation>
    </message>
    <message>
        <source>Rename Profile</source>
        <translation>重命名配置文件</translation>
    </message>
    <message>
        <source>Rename Scene Collection</source>
        <translation>重命名场景集合</translation>
    </message>
    <message>
        <source>Remove the profile “{name}”?</source>
        <translation>移除配置文件“{name}”？</translation>
    </message>
    <message>
        <source>Remove the scene collection “{name}”?</source>
        <translation>移除场景集合“{name}”？</translation>
    </message>
    <message>
        <source>The studio goes on with “{other}”.</source>
        <translation>工作室将改用“{other}”。</translation>
    </message>
    <message>
        <source>Import</source>
        <translation>导入</translation>
    </message>
    <message>
        <source>Export</source>
        <translation>导出</translation>
    </message>
    <message>
        <source>All files (*)</source>
        <translation>所有文件 (*)</translation>
    </message>
</context>
<context>
    <name>SettingsDialog</name>
    <message>
        <source>Settings</source>
        <translation>设置</translation>
    </message>
    <message>
        <source>Pages</source>
        <translation>页面</translation>
    </message>
    <message>
        <source>Search</source>
        <translation>搜索</translation>
    </message>
    <message>
        <source>Search the settings</source>
        <translation>搜索设置</translation>
    </message>
    <message>
        <source>No setting is called that.</source>
        <translation>没有这样的设置。</translation>
    </message>
    <message>
        <source>OmniRT on this computer</source>
        <translation>本机上的 OmniRT</translation>
    </message>
    <message>
        <source>Who speaks</source>
        <translation>由谁说话</translation>
    </message>
    <message>
        <source>Voice</source>
        <translation>语音</translation>
    </message>
    <message>
        <source>Size and frame rate cannot be changed while recording.</source>
        <translation>录制时不能更改尺寸和帧率。</translation>
    </message>
    <message>
        <source>The virtual camera will be restarted to apply this change.</source>
        <translation>应用此更改会重新启动虚拟摄像机。</translation>
    </message>
    <message>
        <source>The browser source will be restarted to apply this change.</source>
        <translation>应用此更改会重新启动浏览器来源。</translation>
    </message>
    <message>
        <source>The engine will be restarted to apply this change.</source>
        <translation>应用此更改需要重新启动引擎。</translation>
    </message>
</context>
<context>
    <name>SettingsPage</name>
    <message>
        <source>From the environment variable {name}, and not saved.</source>
        <translation>来自环境变量 {name}，不会保存。</translation>
    </message>
</context>
<context>
    <name>SimplePanel</name>
    <message>
        <source>Microphone level on air</source>
        <translation>播出的麦克风音量</translation>
    </message>
    <message>
        <source>What is being spoken</source>
        <translation>正在说的内容</translation>
    </message>
    <message>
        <source>Show All Controls</source>
        <translation>显示所有控件</translation>
    </message>
    <message>
        <source>Show all controls</source>
        <translation>显示所有控件</translation>
    </message>
</context>
<context>
    <name>SpacingDialog</name>
    <message>
        <source>Shuffle Spacing</source>
        <translation>随机间隔</translation>
    </message>
    <message>
        <source>At least</source>
        <translation>至少</translation>
    </message>
    <message>
        <source>At most</source>
        <translation>至多</translation>
    </message>
    <message>
        <source>So long nothing is said between two shuffled lines; the time is drawn anew each time.</source>
        <translation>两行随机台词之间静默这么久；每次随机取值。</translation>
    </message>
    <message>
        <source> s</source>
        <translation> 秒</translation>
    </message>
</context>
<context>
    <name>Stage</name>
    <message>
        <source>Preview</source>
        <translation>预览</translation>
    </message>
</context>
<context>
    <name>StatsDock</name>
    <message>
        <source>Stats</source>
        <translation>统计</translation>
    </message>
    <message>
        <source>Reset</source>
        <translation>重置</translation>
    </message>
    <message>
        <source>Count from zero, and begin the plots anew</source>
        <translation>从零开始计数，并重新绘制曲线</translation>
    </message>
    <message>
        <source>Report So Far</source>
        <translation>生成当前报告</translation>
    </message>
    <message>
        <source>Write the report on the show that is running</source>
        <translation>为正在进行的直播写报告</translation>
    </message>
    <message>
        <source>Open Report</source>
        <translation>打开报告</translation>
    </message>
    <message>
        <source>Whole computer {percent} %</source>
        <translation>整台电脑 {percent} %</translation>
    </message>
    <message>
        <source>Report: {path}</source>
        <translation>报告：{path}</translation>
    </message>
    <message>
        <source>Show running for {time}</source>
        <translation>直播已进行 {time}</translation>
    </message>
    <message>
        <source>Reports on shows are turned off in the settings.</source>
        <translation>设置里已关闭直播报告。</translation>
    </message>
    <message>
        <source>A report is written when a show ends.</source>
        <translation>直播结束时会写一份报告。</translation>
    </message>
</context>
<context>
    <name>StatusLine</name>
    <message>
        <source>Virtual camera time</source>
        <translation>虚拟摄像机时间</translation>
    </message>
    <message>
        <source>Recording time</source>
        <translation>录制时间</translation>
    </message>
    <message>
        <source>Pictures per second</source>
        <translation>每秒画面数</translation>
    </message>
    <message>
        <source>Time between your voice and what viewers hear and see</source>
        <translation>从你的声音到观众听到和看到之间的时间</translation>
    </message>
    <message>
        <source>How late (+) or early (−) the picture is against the sound</source>
        <translation>画面相对声音晚 (+) 或早 (−) 多少</translation>
    </message>
    <message>
        <source>Pictures of the engine that came too late</source>
        <translation>来得太迟的引擎画面</translation>
    </message>
    <message>
        <source>Pictures that an output could not take</source>
        <translation>输出端来不及接收的画面</translation>
    </message>
    <message>
        <source>Pictures that this computer was late for</source>
        <translation>本机来不及处理的画面</translation>
    </message>
    <message>
        <source>{fps} fps</source>
        <translation>{fps} fps</translation>
    </message>
    <message>
        <source>Delay {ms}</source>
        <translation>延迟 {ms}</translation>
    </message>
    <message>
        <source>Sync {ms}</source>
        <translation>同步 {ms}</translation>
    </message>
    <message>
        <source>Dropped {count}</source>
        <translation>丢弃 {count}</translation>
    </message>
    <message>
        <source>Skipped {count}</source>
        <translation>跳过 {count}</translation>
    </message>
    <message>
        <source>Lagged {count}</source>
        <translation>滞后 {count}</translation>
    </message>
    <message>
        <source>LIVE {time}</source>
        <translation>直播 {time}</translation>
    </message>
    <message>
        <source>REC {time} (paused)</source>
        <translation>录制 {time}（已暂停）</translation>
    </message>
    <message>
        <source>REC {time}</source>
        <translation>录制 {time}</translation>
    </message>
</context>
<context>
    <name>StoragePage</name>
    <message>
        <source>Looking at the disks…</source>
        <translation>正在查看硬盘…</translation>
    </message>
    <message>
        <source>The studio keeps {size} on this computer.</source>
        <translation>工作室在本机占用 {size}。</translation>
    </message>
</context>
<context>
    <name>TalkButton</name>
    <message>
        <source>Push-to-talk</source>
        <translation>按键说话</translation>
    </message>
    <message>
        <source>Hold to speak yourself: the script waits, and goes on behind you (Space on the preview)</source>
        <translation>按住亲自说话：脚本等待，之后继续（在预览上按空格）</translation>
    </message>
</context>
<context>
    <name>TermsDialog</name>
    <message>
        <source>Terms of {model}</source>
        <translation>{model} 的条款</translation>
    </message>
    <message>
        <source>{model} may not be used for everything. Please read this first.</source>
        <translation>{model} 不能用于所有用途。请先阅读。</translation>
    </message>
    <message>
        <source>I have read this and agree</source>
        <translation>我已阅读并同意</translation>
    </message>
    <message>
        <source>Download</source>
        <translation>下载</translation>
    </message>
</context>
<context>
    <name>Tray</name>
    <message>
        <source>Lines</source>
        <translation>台词</translation>
    </message>
    <message>
        <source>Script</source>
        <translation>脚本</translation>
    </message>
    <message>
        <source>Scenes</source>
        <translation>场景</translation>
    </message>
    <message>
        <source>Faces</source>
        <translation>表情</translation>
    </message>
    <message>
        <source>Avatars</source>
        <translation>虚拟形象</translation>
    </message>
    <message>
        <source>Exit</source>
        <translation>退出</translation>
    </message>
    <message>
        <source>Camera</source>
        <translation>摄像头</translation>
    </message>
    <message>
        <source>Recording</source>
        <translation>录制</translation>
    </message>
    <message>
        <source>Hide</source>
        <translation>隐藏</translation>
    </message>
    <message>
        <source>Show</source>
        <translation>显示</translation>
    </message>
    <message>
        <source>Start Virtual Camera</source>
        <translation>启动虚拟摄像机</translation>
    </message>
    <message>
        <source>Stop Virtual Camera</source>
        <translation>停止虚拟摄像机</translation>
    </message>
    <message>
        <source>Start Browser Source</source>
        <translation>启动浏览器来源</translation>
    </message>
    <message>
        <source>Stop Browser Source</source>
        <translation>停止浏览器来源</translation>
    </message>
    <message>
        <source>Start Recording</source>
        <translation>开始录制</translation>
    </message>
    <message>
        <source>Stop Recording</source>
        <translation>停止录制</translation>
    </message>
</context>
<context>
    <name>VariablesDialog</name>
    <message>
        <source>Variables</source>
        <translation>变量</translation>
    </message>
    <message>
        <source>No value yet</source>
        <translation>尚无值</translation>
    </message>
    <message>
        <source>From the next line on this is said in their place.</source>
        <translation>从下一行起用它代替。</translation>
    </message>
</context>
<context>
    <name>VoicePage</name>
    <message>
        <source>Voice</source>
        <translation>声音</translation>
    </message>
    <message>
        <source>How does your host speak?</source>
        <translation>你的主播怎样说话？</translation>
    </message>
    <message>
        <source>Switch the microphone on and say a sentence, or type one. Your host says it after you.</source>
        <translation>打开麦克风说一句话，或输入一句话，主播会跟着说。</translation>
    </message>
    <message>
        <source>Louder</source>
        <translation>调大</translation>
    </message>
    <message>
        <source>Softer</source>
        <translation>调小</translation>
    </message>
    <message>
        <source>The microphone is off. You can go on without it, too.</source>
        <translation>麦克风已关闭。不用麦克风也可以继续。</translation>
    </message>
    <message>
        <source>The microphone cannot be heard: choose another.</source>
        <translation>听不到麦克风的声音：请选择另一个。</translation>
    </message>
    <message>
        <source>Say a sentence, as loudly as you will in the show.</source>
        <translation>请用直播时的音量说一句话。</translation>
    </message>
    <message>
        <source>Too loud: turn the microphone down, or move away from it.</source>
        <translation>声音太大：请调低麦克风音量，或离远一些。</translation>
    </message>
    <message>
        <source>A little soft.</source>
        <translation>声音有点小。</translation>
    </message>
    <message>
        <source>Louder than it need be.</source>
        <translation>声音偏大。</translation>
    </message>
    <message>
        <source>A good level.</source>
        <translation>音量合适。</translation>
    </message>
</context>
<context>
    <name>VoicePanel</name>
    <message>
        <source>Voice</source>
        <translation>语音</translation>
    </message>
    <message>
        <source>Microphone</source>
        <translation>麦克风</translation>
    </message>
    <message>
        <source>Speak with your own voice (M mutes)</source>
        <translation>用你自己的声音说话（M 静音）</translation>
    </message>
    <message>
        <source>Microphone device</source>
        <translation>麦克风设备</translation>
    </message>
    <message>
        <source>Gate</source>
        <translation>噪声门</translation>
    </message>
    <message>
        <source>The gate lets through what is speech and loud enough</source>
        <translation>噪声门只放行足够响的语音</translation>
    </message>
    <message>
        <source>Open</source>
        <translation>打开</translation>
    </message>
    <message>
        <source>Too soft</source>
        <translation>太轻</translation>
    </message>
    <message>
        <source>No speech</source>
        <translation>没有语音</translation>
    </message>
    <message>
        <source>Line to speak</source>
        <translation>要说的台词</translation>
    </message>
    <message>
        <source>Type a line and press Ctrl+Enter to have it spoken.</source>
        <translation>输入一行台词，按 Ctrl+Enter 让主播说出来。</translation>
    </message>
    <message>
        <source>Speak</source>
        <translation>说</translation>
    </message>
    <message>
        <source>Speak this line when its turn comes (Ctrl+Enter), or now (Ctrl+Shift+Enter, or Shift and a click)</source>
        <translation>轮到时说这一行（Ctrl+Enter），或立即说（Ctrl+Shift+Enter，或按住 Shift 点击）</translation>
    </message>
    <message>
        <source>Interrupt</source>
        <translation>打断</translation>
    </message>
    <message>
        <source>File…</source>
        <translation>文件…</translation>
    </message>
    <message>
        <source>Stop speaking now, and leave out all that wait</source>
        <translation>立即停止说话，并放弃所有等待的内容</translation>
    </message>
    <message>
        <source>Speak an audio or video file, or drop it on the window</source>
        <translation>朗读音频或视频文件，也可以将其拖放到窗口上</translation>
    </message>
    <message>
        <source>Open audio or video file</source>
        <translation>打开音频或视频文件</translation>
    </message>
    <message>
        <source>What is being spoken</source>
        <translation>正在说的内容</translation>
    </message>
    <message>
        <source>Skip</source>
        <translation>跳过</translation>
    </message>
    <message>
        <source>Break off this one; the next follows</source>
        <translation>中断这一条，接着说下一条</translation>
    </message>
    <message>
        <source>System default</source>
        <translation>系统默认</translation>
    </message>
    <message>
        <source>Queue</source>
        <translation>队列</translation>
    </message>
    <message>
        <source>Waiting for the microphone.</source>
        <translation>正在等待麦克风。</translation>
    </message>
    <message>
        <source>Waiting for the camera; the host rests.</source>
        <translation>正在等待摄像头；主播处于休息状态。</translation>
    </message>
    <message>
        <source>Getting ready: {what}</source>
        <translation>正在准备：{what}</translation>
    </message>
    <message>
        <source>Speaking: {what}</source>
        <translation>正在说：{what}</translation>
    </message>
    <message>
        <source>Your microphone is muted in the Audio Mixer.</source>
        <translation>你的麦克风在混音器里被静音了。</translation>
    </message>
    <message>
        <source>The host follows your face, with your voice.</source>
        <translation>主播跟随你的脸，用你的声音。</translation>
    </message>
    <message>
        <source>Waiting for your voice.</source>
        <translation>正在等待你的声音。</translation>
    </message>
    <message>
        <source>Your voice is on the program.</source>
        <translation>你的声音正在节目中。</translation>
    </message>
    <message>
        <source>Nobody is speaking.</source>
        <translation>没有人在说话。</translation>
    </message>
    <message>
        <source>Mic On</source>
        <translation>麦克风开</translation>
    </message>
    <message>
        <source>Mic Off</source>
        <translation>麦克风关</translation>
    </message>
</context>
<context>
    <name>VoicesEditor</name>
    <message>
        <source>Search for a voice</source>
        <translation>搜索语音</translation>
    </message>
    <message>
        <source>Language</source>
        <translation>语言</translation>
    </message>
    <message>
        <source>Voices</source>
        <translation>语音</translation>
    </message>
    <message>
        <source>About the voices</source>
        <translation>关于这些语音</translation>
    </message>
    <message>
        <source>Look Again</source>
        <translation>重新查找</translation>
    </message>
    <message>
        <source>Key of the speech server</source>
        <translation>语音服务器的密钥</translation>
    </message>
    <message>
        <source>Keep Key</source>
        <translation>保存密钥</translation>
    </message>
    <message>
        <source>Search: {provider}</source>
        <translation>搜索：{provider}</translation>
    </message>
    <message>
        <source>Looking for voices…</source>
        <translation>正在查找语音…</translation>
    </message>
    <message>
        <source>Stop</source>
        <translation>停止</translation>
    </message>
    <message>
        <source>Listen</source>
        <translation>试听</translation>
    </message>
    <message>
        <source>What these voices speak is sent to Microsoft. Nobody promises that the service stays.</source>
        <translation>这些语音所说的内容会发送给 Microsoft。没有人保证这项服务会一直存在。</translation>
    </message>
    <message>
        <source>Each voice has its own licence: MODEL_CARD in its folder.</source>
        <translation>每个语音有自己的许可：见其文件夹中的 MODEL_CARD。</translation>
    </message>
    <message>
        <source>Piper (GPL-3), which speaks them, is fetched with the first.</source>
        <translation>让它们说话的 Piper（GPL-3）会随第一个语音一起下载。</translation>
    </message>
    <message>
        <source>What these voices speak is sent to the server below.</source>
        <translation>这些语音所说的内容会发送到下面的服务器。</translation>
    </message>
    <message>
        <source>All languages</source>
        <translation>所有语言</translation>
    </message>
    <message>
        <source>Its own choice</source>
        <translation>由它自己选择</translation>
    </message>
    <message>
        <source>{size} MB to fetch</source>
        <translation>需下载 {size} MB</translation>
    </message>
    <message>
        <source>Stop Fetching ({share} %)</source>
        <translation>停止下载（{share} %）</translation>
    </message>
    <message>
        <source>Fetch This Voice</source>
        <translation>下载此语音</translation>
    </message>
    <message>
        <source>A key is kept</source>
        <translation>已保存密钥</translation>
    </message>
    <message>
        <source>Key of the server</source>
        <translation>服务器的密钥</translation>
    </message>
    <message>
        <source>Forget Key</source>
        <translation>忘记密钥</translation>
    </message>
</context>
<context>
    <name>WaitingList</name>
    <message>
        <source>Clear</source>
        <translation>清空</translation>
    </message>
    <message>
        <source>Clear the lines that wait</source>
        <translation>清空等待的台词</translation>
    </message>
    <message>
        <source>Leave out all that wait; what is being spoken goes on</source>
        <translation>放弃所有等待的；正在说的会继续</translation>
    </message>
    <message>
        <source>Lines that wait</source>
        <translation>等待的台词</translation>
    </message>
    <message>
        <source>Waiting: {count}</source>
        <translation>等待中：{count}</translation>
    </message>
    <message>
        <source>Speak now: {line}</source>
        <translation>立即说：{line}</translation>
    </message>
    <message>
        <source>Speak it now, in place of what is being spoken</source>
        <translation>立即说出，取代正在说的内容</translation>
    </message>
    <message>
        <source>Remove: {line}</source>
        <translation>移除：{line}</translation>
    </message>
    <message>
        <source>Remove</source>
        <translation>移除</translation>
    </message>
</context>
<context>
    <name>WarmUpRow</name>
    <message>
        <source>Warm Up</source>
        <translation>预热</translation>
    </message>
    <message>
        <source>Have the server load the model now; nobody&apos;s pictures are drawn meanwhile</source>
        <translation>让服务器现在就加载模型；期间不会绘制任何人的画面</translation>
    </message>
    <message>
        <source>Warming up: a model may load for minutes…</source>
        <translation>正在预热：模型可能要加载几分钟…</translation>
    </message>
</context>
<context>
    <name>WindowActions</name>
    <message>
        <source>&amp;File</source>
        <translation>文件(&amp;F)</translation>
    </message>
    <message>
        <source>&amp;View</source>
        <translation>视图(&amp;V)</translation>
    </message>
    <message>
        <source>&amp;Docks</source>
        <translation>停靠窗口(&amp;D)</translation>
    </message>
    <message>
        <source>&amp;Tools</source>
        <translation>工具(&amp;T)</translation>
    </message>
    <message>
        <source>&amp;Help</source>
        <translation>帮助(&amp;H)</translation>
    </message>
</context>
<context>
    <name>Wording</name>
    <message>
        <source>less than a minute</source>
        <translation>不到一分钟</translation>
    </message>
    <message>
        <source>{minutes} min</source>
        <translation>{minutes} 分钟</translation>
    </message>
    <message>
        <source>{hours} h {minutes} min</source>
        <translation>{hours} 小时 {minutes} 分钟</translation>
    </message>
</context>
<context>
    <name>_LineModel</name>
    <message>
        <source>{state}: {line}</source>
        <translation>{state}：{line}</translation>
    </message>
    <message>
        <source>Waiting</source>
        <translation>等待中</translation>
    </message>
    <message>
        <source>Speaking</source>
        <translation>正在说</translation>
    </message>
    <message>
        <source>Spoken</source>
        <translation>已说</translation>
    </message>
    <message>
        <source>Failed</source>
        <translation>失败</translation>
    </message>
</context>
<context>
    <name>_PathEditor</name>
    <message>
        <source>Browse…</source>
        <translation>浏览…</translation>
    </message>
    <message>
        <source>Browse: {setting}</source>
        <translation>浏览：{setting}</translation>
    </message>
    <message>
        <source>Images (*.png *.jpg *.jpeg *.webp *.bmp)</source>
        <translation>图片 (*.png *.jpg *.jpeg *.webp *.bmp)</translation>
    </message>
</context>
<context>
    <name>_Properties</name>
    <message>
        <source>Text of the layer</source>
        <translation>图层文本</translation>
    </message>
    <message>
        <source>Image of the layer</source>
        <translation>图层图像</translation>
    </message>
    <message>
        <source>none</source>
        <translation>无</translation>
    </message>
    <message>
        <source>Size of the layer</source>
        <translation>图层大小</translation>
    </message>
    <message>
        <source>Position of the layer, across</source>
        <translation>图层水平位置</translation>
    </message>
    <message>
        <source>Position of the layer, down</source>
        <translation>图层垂直位置</translation>
    </message>
    <message>
        <source>Text colour</source>
        <translation>文本颜色</translation>
    </message>
    <message>
        <source>Look of the text</source>
        <translation>文本外观</translation>
    </message>
    <message>
        <source>Outline</source>
        <translation>描边</translation>
    </message>
    <message>
        <source>Plate</source>
        <translation>底板</translation>
    </message>
    <message>
        <source>Plain</source>
        <translation>普通</translation>
    </message>
    <message>
        <source>Behind the avatar</source>
        <translation>在虚拟形象后面</translation>
    </message>
    <message>
        <source>Text</source>
        <translation>文本</translation>
    </message>
    <message>
        <source>Image</source>
        <translation>图片</translation>
    </message>
    <message>
        <source>Size</source>
        <translation>大小</translation>
    </message>
    <message>
        <source>Across</source>
        <translation>水平</translation>
    </message>
    <message>
        <source>Down</source>
        <translation>垂直</translation>
    </message>
    <message>
        <source>Colour</source>
        <translation>颜色</translation>
    </message>
    <message>
        <source>Look</source>
        <translation>外观</translation>
    </message>
</context>
</TS>
